import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { branchCommit, saveBranchFile } from '../../../src/cli/pipeline/ci/baselines/branch-file.ts'
import { commandsIn } from '../../helpers/command-case.ts'
import { opened, storeFile } from '../../helpers/store-case.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

// No settings of the tester's own, and no name for commits, as on a runner.
const bare = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' }
const hasGit = spawnSync('git', ['--version']).status === 0

const idsIn = (path: string) =>
  opened(path)
    .listRuns()
    .map(({ runId }) => runId)

test('runs of a tag go to a file and come back with their labels, the newest so many, each once', async () => {
  const path = storeFile(['a', 'b', 'c', 'd'], (store) => {
    for (const runId of ['a', 'b', 'd']) store.changeTags(runId, { add: ['main'] })
    store.setBaseline({ project: null, name: 'good', setAtMs: 1, runIds: ['d'] })
  })
  const folder = join(path, '..')
  const infbench = commandsIn(folder, { INFBENCH_DB: path })
  const save = (...more: string[]) => infbench('ci', 'baseline', 'save', 'kept/past.db', '--tag', 'main', ...more)
  expect(await save('--keep', '2')).toMatchObject({ code: 0, stdout: 'saved 2 runs to kept/past.db, 2 of them new\n' })
  expect((await save('--keep', '2')).stdout).toBe('saved 2 runs to kept/past.db, 0 of them new\n')
  expect(idsIn(join(folder, 'kept/past.db'))).toEqual(['d', 'b'])
  const load = () => infbench('ci', 'baseline', 'load', 'kept/past.db', '--db', 'fresh.db')
  expect((await load()).stdout).toBe('loaded 2 runs into fresh.db, 0 were there\n')
  expect((await load()).stdout).toBe('loaded 0 runs into fresh.db, 2 were there\n')
  expect(opened(join(folder, 'fresh.db')).findRun('baseline:good').runId).toBe('d')
  expect(idsIn(path)).toEqual(['d', 'c', 'b', 'a'])
})

test('where nothing was saved yet the first job goes on, and is told', async () => {
  const infbench = commandsIn(temporaryFolder())
  expect(await infbench('ci', 'baseline', 'load', 'past.db')).toMatchObject({
    ...{ code: 0, stdout: '', stderr: 'note: past.db: nothing was saved there yet\n' },
  })
})

function git(cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd, env: bare, encoding: 'utf8', timeout: 20_000 })
  if (status !== 0) throw new Error(stderr)
  return stdout.trim()
}

/** A repository of two clones that share a remote. */
function clones() {
  const folder = temporaryFolder()
  git(folder, 'init', '--quiet', '--bare', 'remote.git')
  return ['one', 'two'].map((name) => {
    git(folder, 'clone', '--quiet', 'remote.git', name)
    return join(folder, name)
  }) as [string, string]
}

test.skipIf(!hasGit)(
  'a branch keeps the runs of all jobs as one file of one commit, and no working tree is touched (needs git)',
  async () => {
    const [one, two] = clones()
    const first = storeFile(['a', 'b'])
    const second = storeFile(['c'])
    const save = (cwd: string, db: string) =>
      commandsIn(cwd, { ...bare, INFBENCH_DB: db })('ci', 'baseline', 'save', 'branch:past')
    expect(await save(one, first)).toMatchObject({ code: 0, stdout: 'saved 2 runs to branch:past, 2 of them new\n' })
    expect((await save(two, second)).stdout).toBe('saved 3 runs to branch:past, 1 of them new\n')
    expect(git(join(one, '../remote.git'), 'rev-list', '--count', 'past')).toBe('1')
    expect(git(join(one, '../remote.git'), 'ls-tree', '--name-only', 'past')).toBe('results.db')
    expect([git(one, 'status', '--porcelain'), git(two, 'status', '--porcelain')]).toEqual(['', ''])
    const loaded = await commandsIn(one, bare)('ci', 'baseline', 'load', 'branch:past')
    expect(loaded).toMatchObject({ code: 0, stdout: 'loaded 3 runs into .infbench/results.db, 0 were there\n' })
    expect(idsIn(join(one, '.infbench/results.db')).toSorted()).toEqual(['a', 'b', 'c'])
  },
)

test.skipIf(!hasGit)('what another job saved meanwhile is not written over (needs git)', async () => {
  const [one, two] = clones()
  const place = (cwd: string) => ({ branch: 'past', cwd, env: bare })
  const before = await branchCommit(place(one))
  expect(before).toBeNull()
  expect(await saveBranchFile(place(two), storeFile(['b']), null)).toBe(true)
  expect(await saveBranchFile(place(one), storeFile(['a']), before)).toBe(false)
  const now = await branchCommit(place(one))
  expect(await saveBranchFile(place(one), storeFile(['a', 'b']), now)).toBe(true)
  expect(await branchCommit(place(two))).not.toBe(now)
})

test.skipIf(!hasGit)(
  'without a remote the branch is a local one, outside of a repository it is an error (needs git)',
  async () => {
    const folder = temporaryFolder()
    const db = storeFile(['a'])
    const infbench = commandsIn(folder, { ...bare, INFBENCH_DB: db, GIT_CEILING_DIRECTORIES: join(folder, '..') })
    const outside = await infbench('ci', 'baseline', 'save', 'branch:past')
    expect([outside.code, outside.stderr]).toEqual([
      1,
      expect.stringMatching(/^error: branch:past: git rev-parse ended with 128: .*not a git repository.*\n {2}hint: /),
    ])
    git(folder, 'init', '--quiet')
    expect((await infbench('ci', 'baseline', 'save', 'branch:past')).code).toBe(0)
    expect((await infbench('ci', 'baseline', 'save', 'branch:past')).stdout).toBe(
      'saved 1 run to branch:past, 0 of them new\n',
    )
    expect(git(folder, 'rev-list', '--count', 'past')).toBe('1')
    expect((await infbench('ci', 'baseline', 'load', 'branch:none')).stderr).toBe(
      'note: branch:none: nothing was saved there yet\n',
    )
    expect((await infbench('ci', 'baseline', 'load', 'branch:a b')).stderr).toContain(
      'expected the name of a branch, got "a b"',
    )
  },
)

test('a saved file is one file, without a log beside it, and no larger than its runs', async () => {
  const path = storeFile(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
  const folder = join(path, '..')
  mkdirSync(join(folder, 'kept'))
  const infbench = commandsIn(folder, { INFBENCH_DB: path })
  await infbench('ci', 'baseline', 'save', 'kept/all.db')
  await infbench('ci', 'baseline', 'save', 'kept/one.db', '--keep', '1')
  expect(existsSync(join(folder, 'kept/one.db-wal'))).toBe(false)
  expect(statSync(join(folder, 'kept/one.db')).size).toBeLessThan(statSync(join(folder, 'kept/all.db')).size)
})
