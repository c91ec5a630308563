import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { InfbenchError } from '../../../core/errors.ts'
import type { Io } from '../../../core/io.ts'
import { storePath } from '../../../store/store-path.ts'
import { openUpkeep } from '../../../store/upkeep/open-upkeep.ts'
import type { ExitCode } from '../../exit-codes.ts'
import { shownPath } from '../../output/text/shown-path.ts'
import {
  type BranchPlace,
  branchCommit,
  readBranchFile,
  saveBranchFile,
} from '../../pipeline/ci/baselines/branch-file.ts'
import { keepRuns, type KeepRule, type KeptRuns } from '../../pipeline/ci/baselines/kept-runs.ts'
import { type CiArgs, ciUsage } from './ci-args.ts'

const usualKeep = 60

/** Keeps runs between the jobs of a pipeline: in a file, which becomes an artifact, or on a branch of the repository. */
export async function baselineRuns(args: CiArgs, io: Io): Promise<ExitCode> {
  const [action, place, ...more] = args.words ?? []
  if ((action !== 'save' && action !== 'load') || place === undefined || more.length > 0)
    throw ciUsage(
      `ci baseline: expected save or load, and FILE.db or branch:NAME, got ${args.words?.join(' ') || 'nothing'}`,
      'infbench ci baseline save baseline.db',
    )
  if (action === 'load' && (args.tag ?? args.keep) !== undefined)
    throw ciUsage('ci baseline load: expected no --tag and no --keep, which choose what is saved; got one')
  const store = storePath(args.db, io.env, io.cwd)
  if (action === 'load') return load(place, store, io)
  if (!existsSync(store))
    throw new InfbenchError('run.unknown', {
      message: `${store}: expected stored runs, got no such file`,
      hint: 'infbench run FILE makes one; --db or INFBENCH_DB name another database',
    })
  const told = await save(place, store, ruleOf(args), io)
  if (told.runs === 0)
    io.stderr.write(`note: no finished run ${args.tag === undefined ? 'is stored' : `has the tag ${args.tag}`}\n`)
  io.stdout.write(`saved ${told.runs} ${told.runs === 1 ? 'run' : 'runs'} to ${place}, ${told.added} of them new\n`)
  return 0
}

function ruleOf({ tag, keep = usualKeep }: CiArgs): KeepRule {
  if (Number.isSafeInteger(keep) && keep > 0) return { tag: tag ?? null, keep }
  throw ciUsage(`ci baseline save: --keep: expected a whole number from 1 on, got ${keep}`)
}

async function load(place: string, store: string, io: Io): Promise<ExitCode> {
  const added = await inFolder(async (folder) => {
    const file = await fileOf(place, join(folder, 'results.db'), io)
    if (file === null) return null
    const upkeep = openUpkeep(store)
    try {
      return upkeep.merge([file], { newIds: false })
    } finally {
      upkeep.close()
    }
  })
  // The first job of all finds nothing. A gate without runs says so itself, and passes nothing.
  if (added === null) io.stderr.write(`note: ${place}: nothing was saved there yet\n`)
  const [{ runs, duplicates } = { runs: 0, duplicates: 0 }] = added ?? []
  if (added !== null)
    io.stdout.write(
      `loaded ${runs} ${runs === 1 ? 'run' : 'runs'} into ${shownPath(store, io.cwd)}, ${duplicates} were there\n`,
    )
  return 0
}

/** Where the saved database lies as a file; null: nothing was saved yet. */
async function fileOf(place: string, path: string, io: Io): Promise<string | null> {
  const branch = branchOf(place, io)
  if (branch === null) return existsSync(resolve(io.cwd, place)) ? resolve(io.cwd, place) : null
  const commit = await branchCommit(branch)
  if (commit === null) return null
  await readBranchFile(branch, commit, path)
  return path
}

const mostTries = 4

function save(place: string, store: string, rule: KeepRule, io: Io): Promise<KeptRuns> {
  const branch = branchOf(place, io)
  if (branch === null) return Promise.resolve(keepRuns(store, resolve(io.cwd, place), rule))
  return inFolder(async (folder) => {
    for (let attempt = 1; attempt <= mostTries; attempt++) {
      const path = join(folder, `${attempt}.db`)
      const before = await branchCommit(branch)
      if (before !== null) await readBranchFile(branch, before, path)
      const kept = keepRuns(store, path, rule)
      if (await saveBranchFile(branch, path, before)) return kept
    }
    throw new InfbenchError('output.unwritable', {
      message: `${place}: expected the branch to stand still, got other saves ${mostTries} times in a row`,
      hint: 'run it again when the other jobs are through',
    })
  })
}

function branchOf(place: string, { cwd, env }: Io): BranchPlace | null {
  const [, branch] = /^branch:(.*)$/s.exec(place) ?? []
  return branch === undefined ? null : { branch, cwd, env }
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'infbench-baseline-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
