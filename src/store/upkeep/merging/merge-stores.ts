/**
 * All that other stores hold, added to one. A run is known by its id: one that is there with the same content is the same run, and only
 * gains what was said of it elsewhere (tags, notes, a project); one with other content is another run that happens to have its id, which
 * is refused, or gets a new id on request. Sweeps likewise. Of baselines those of this store stay. Nothing is changed unless all of it
 * can be added.
 */
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { InfbenchError } from '../../../core/errors.ts'
import { migrate } from '../../migrations/migrate.ts'
import { translating } from '../../store-error.ts'
import { backUp } from '../back-up.ts'
import { mergeGroups } from './merge-groups.ts'
import { mergeLabels } from './merge-labels.ts'
import { type Clash, mergeRuns } from './merge-runs.ts'

export interface MergeRule {
  /** A run of other content under an id that is taken gets a new id; else it is an error. */
  readonly newIds: boolean
}

/** What came out of one file. */
export interface MergedFile {
  readonly path: string
  readonly runs: number
  readonly requests: number
  /** Runs that were there already. */
  readonly duplicates: number
  /** Runs that got a new id. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[]
  readonly groups: number
  readonly certificates: number
  readonly baselines: number
}

export type MergeResult = readonly MergedFile[]

interface Target {
  readonly database: Database.Database
  readonly path: string
  readonly atomically: <T>(action: () => T) => T
}

/** Errors: store.* of the file that has them; store.clash lists the runs whose ids are taken. */
export function mergeStores(target: Target, files: readonly string[], rule: MergeRule): MergeResult {
  const folder = mkdtempSync(join(tmpdir(), 'infbench-merge-'))
  try {
    const copies = files.map((path, i) => ({ path, copy: copyOf(path, target.path, join(folder, `${i}.db`)) }))
    return target.atomically(() => copies.map(({ path, copy }) => mergeFile(target.database, path, copy, rule)))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The other store at the newest schema: a copy, so that it stays as it is whatever its version. */
function copyOf(path: string, targetPath: string, copy: string): string {
  if (!existsSync(path)) throw unreadable(path, 'a store to merge, got no such file')
  if (existsSync(targetPath) && realpathSync(path) === realpathSync(targetPath))
    throw unreadable(path, 'another store than the one it is merged into, got the same file')
  translating(path, () => backUp(path, copy))
  const database = new Database(copy)
  try {
    translating(path, () => migrate(database, path, { keepCopy: false }))
  } finally {
    database.close()
  }
  return copy
}

function mergeFile(into: Database.Database, path: string, copy: string, rule: MergeRule): MergedFile {
  const from = new Database(copy, { readonly: true })
  try {
    return translating(path, () => {
      const { keys, added, ...runs } = mergeRuns(into, from, rule.newIds)
      if (runs.clashes.length > 0) throw clashing(path, runs.clashes)
      const renamed = added.filter(({ to, runId }) => to !== runId).map(({ runId, to }) => ({ from: runId, to }))
      const groups = mergeGroups(into, from, keys, renamed)
      return {
        ...{ path, runs: added.length, requests: runs.requests, duplicates: keys.size - added.length, renamed, groups },
        ...mergeLabels(into, from, keys),
      }
    })
  } finally {
    from.close()
  }
}

const unreadable = (path: string, expected: string) =>
  new InfbenchError('store.unreadable', { message: `${path}: expected ${expected}`, hint: 'infbench db merge --help' })

const mostShown = 5

function clashing(path: string, clashes: readonly Clash[]): InfbenchError {
  const shown = clashes.slice(0, mostShown).map(({ runId }) => runId)
  const more = clashes.length > mostShown ? ` and ${clashes.length - mostShown} more` : ''
  return new InfbenchError('store.clash', {
    message: `${path}: expected runs that are not stored yet, or the same, got other ones under the same id: ${shown.join(', ')}${more}`,
    hint: 'infbench db merge --new-ids gives them ids of their own',
  })
}
