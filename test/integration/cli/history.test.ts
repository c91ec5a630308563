import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { history } from '../../../src/cli/commands/analysis/history.ts'
import type { History } from '../../../src/report/history/history.ts'
import { sampleSide } from '../../helpers/sample-sides.ts'
import { storeSides } from '../../helpers/sample-store.ts'
import { testIo } from '../../helpers/test-io.ts'

let cwd = ''
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'infbench-history-'))
  // two sides with a slow-down between them: one workload, one machine, so one line
  const sides = [1, 1.3].map((slowness, place) =>
    sampleSide(`part ${place}`, { slowness, place: place * 1000, runs: 10, requests: 60 }),
  )
  storeSides(join(cwd, 'runs.db'), sides)
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

type Args = Parameters<typeof history>[0]
async function past(metric: string, args: Partial<Args> = {}): Promise<string> {
  const io = testIo({ cwd })
  const none = { name: undefined, tag: undefined, project: undefined, out: undefined }
  await history({ metric, ...none, last: 100, json: false, db: 'runs.db', ...args }, io)
  return io.written.stdout
}

test('a slow-down between stored runs is marked at the first run that has it', async () => {
  const found = JSON.parse(await past('tpot', { json: true })) as History
  expect(found).toMatchObject({ schema: 'infbench.history/1', metric: 'tpot.p50', unit: 'ms', better: 'lower' })
  expect(found.series).toHaveLength(1)
  expect(found.series[0]?.runs).toHaveLength(20)
  expect(found.series[0]?.changes.map(({ at, direction }) => [at, direction])).toEqual([[10, 'worse']])
})

test('--tag, --name and --last choose the runs, and none at all is said', async () => {
  const count = async (args: Partial<Args>) =>
    (JSON.parse(await past('tpot', { json: true, ...args })) as History).series.flatMap(({ runs }) => runs).length
  expect(await count({ tag: 'part 1' })).toBe(10)
  expect(await count({ name: 'part 0' })).toBe(10)
  expect(await count({ last: 4 })).toBe(4)
  await expect(past('tpot', { tag: 'nobody' })).rejects.toMatchObject({ code: 'run.unknown' })
})

test('the page has the chart and the change, and is written where it was told', async () => {
  expect(await past('tpot.p50', { out: 'history.html' })).toContain('wrote history.html')
  const page = readFileSync(join(cwd, 'history.html'), 'utf8')
  expect(page).toContain('id="history-1"')
  expect(page).toMatch(/changed once in 20 runs/)
})

test.each([
  ['ttft.p51', {}],
  ['speed', {}],
  ['ttft', { last: 0 }],
  ['ttft', { last: 2.5 }],
  ['ttft', { last: 100_000 }],
])('%s with %j is refused as a slip of the command line', async (metric, args) => {
  await expect(past(metric, args)).rejects.toMatchObject({ code: 'usage' })
})
