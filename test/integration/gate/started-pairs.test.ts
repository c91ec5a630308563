import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { PairSide } from '../../../src/cli/pipeline/gate/pairs/pairs-plan.ts'
import type { StartPolicy } from '../../../src/gate/policy/gate-policy.ts'
import type { RunDocument } from '../../../src/metrics/run-document.ts'
import { commitFiles, gitIn } from '../../helpers/git-repository.ts'
import { type PairsCase, pairsCase, pairsPlan } from '../../helpers/pairs-case.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const server = fileURLToPath(new URL('../../fixtures/started-server.mjs', import.meta.url))
const started = (folder: string, changes: Partial<StartPolicy> = {}): PairSide => ({
  label: 'server',
  overrides: [],
  start: {
    ...{ command: `"${process.execPath}" "${server}" {port}`, build: null, revision: null, folder, port: null },
    ...{ ready: '/health', readyWithinNs: 60e9, api: '/v1', env: {}, ...changes },
  },
})
/** A repository whose revision `fast` answers after 2 ms and whose newest after 70. */
function repository(): string {
  const folder = temporaryFolder()
  commitFiles(folder, { 'ttft.txt': '2' }, 'main')
  gitIn(folder, 'tag', 'fast')
  commitFiles(folder, { 'ttft.txt': '70' })
  return folder
}
const checkouts = (pid = process.pid) =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`infbench-checkout-${pid}-`))
const minTtft = ({ store }: PairsCase, runId: string | null) =>
  (store.findDocument(runId as string, 'infbench.run/1') as RunDocument).metrics.ttftMs.min as number

test('two revisions of a server are each started anew for every run, and nothing of them is left', async () => {
  const here = pairsCase()
  const folder = repository()
  const sides = { baseline: started(folder, { revision: 'fast' }), candidate: started(folder, { revision: 'main' }) }
  const plan = await pairsPlan(here.folder, 'http://replaced/v1', {
    pairs: 2,
    sides,
    workloadOptions: { model: 'tiny' },
  })
  const { pairs } = await here.run(plan)
  expect(pairs).toHaveLength(2)
  for (const { baselineRun, candidateRun } of pairs) {
    expect(minTtft(here, baselineRun)).toBeLessThan(60)
    expect(minTtft(here, candidateRun)).toBeGreaterThanOrEqual(60)
  }
  const targets = pairs.map(({ baselineRun, candidateRun }) =>
    [baselineRun, candidateRun].map((runId) => here.store.findRun(runId as string)),
  )
  const commits = targets.map((pair) => pair.map(({ target }) => target.facts['commit']))
  expect(commits).toEqual([0, 1].map(() => [gitIn(folder, 'rev-parse', 'fast'), gitIn(folder, 'rev-parse', 'main')]))
  // every run has a port of its own, and yet a side is one target
  const fingerprints = targets.map((pair) => pair.map(({ fingerprints: of }) => of.target))
  expect(fingerprints[0]).toEqual(fingerprints[1])
  expect(fingerprints[0]?.[0]).not.toBe(fingerprints[0]?.[1])
  expect(checkouts()).toEqual([])
  expect(gitIn(folder, 'worktree', 'list').split('\n')).toHaveLength(1)
})

test('what a resumed gate starts is the commit it began with, wherever its revision is by then', async () => {
  const here = pairsCase()
  const folder = repository()
  const sides = { baseline: started(folder, { revision: 'fast' }), candidate: started(folder, { revision: 'main' }) }
  const plan = await pairsPlan(here.folder, 'http://replaced/v1', {
    pairs: 1,
    sides,
    workloadOptions: { model: 'tiny' },
  })
  const first = await here.run(plan)
  commitFiles(folder, { 'ttft.txt': '1' })
  const resumed = await here.run({ ...plan, pairs: 2 }, { resume: first.gateId })
  expect(minTtft(here, resumed.pairs[1]?.candidateRun ?? null)).toBeGreaterThanOrEqual(60)
})

test('a checkout is built once, and one whose build fails leaves nothing behind', async () => {
  const here = pairsCase()
  const folder = repository()
  const log = join(here.folder, 'builds')
  const built = started(folder, { revision: 'fast', build: `echo x >> "${log}"; echo 3 > ttft.txt` })
  const sides = { baseline: built, candidate: started(folder, { revision: 'main', build: 'echo broken >&2; exit 1' }) }
  const plan = await pairsPlan(here.folder, 'http://replaced/v1', { sides, workloadOptions: { model: 'tiny' } })
  await expect(here.run(plan)).rejects.toMatchObject({
    code: 'server.start',
    message: expect.stringContaining('broken'),
  })
  expect([existsSync(log), checkouts()]).toEqual([true, []])
})

test('a server that does not start is tried once more, then told with the end of its log', async () => {
  const here = pairsCase()
  const failing = started(here.folder, { command: `"${process.execPath}" "${server}" {port} refuses` })
  const plan = await pairsPlan(here.folder, 'http://replaced/v1', {
    sides: { baseline: failing, candidate: failing },
    workloadOptions: { model: 'tiny' },
  })
  await expect(here.run(plan)).rejects.toMatchObject({
    code: 'server.start',
    message: expect.stringContaining('no model in this folder'),
  })
  expect(here.notes).toHaveLength(1)
  expect(here.store.listRuns()).toEqual([])
})
