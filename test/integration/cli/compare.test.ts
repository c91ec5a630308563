import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compare } from '../../../src/cli/commands/analysis/compare.ts'
import type { Comparison } from '../../../src/report/compare-runs.ts'
import { openStore } from '../../../src/store/open-store.ts'
import { sampleSide } from '../../helpers/sample-sides.ts'
import { storeSides } from '../../helpers/sample-store.ts'
import { testIo } from '../../helpers/test-io.ts'

let cwd = ''
const sides = [1, 1.15, 0.9].map((slowness, place) =>
  sampleSide(['alpha', 'beta', 'gamma'][place] as string, { slowness, place, runs: 5, requests: 80 }),
)
const ids = sides.map(({ runs }) => runs.map(({ header }) => header.runId))

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'infbench-compare-'))
  storeSides(join(cwd, 'runs.db'), sides)
  using store = openStore(join(cwd, 'runs.db'))
  store.setBaseline({ project: null, name: 'release', setAtMs: 1, runIds: ids[0] as string[] })
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

type Args = Parameters<typeof compare>[0]
async function compared(a: string, b: string, args: Partial<Args> = {}): Promise<string> {
  const io = testIo({ cwd })
  await compare({ a, b, out: undefined, json: false, db: 'runs.db', ...args }, io)
  return io.written.stdout
}
const parsed = async (a: string, b: string, args: Partial<Args> = {}) =>
  JSON.parse(await compared(a, b, { json: true, ...args })) as Comparison
const runsOf = ({ sides: { a, b } }: Comparison) => [a, b].map(({ runs }) => runs.map(({ runId }) => runId))

test('a tag, a group, a baseline and a list of runs mean the same five runs', async () => {
  const whole = await parsed('tag:alpha', 'tag:beta')
  expect(runsOf(whole)).toEqual([ids[0], ids[1]])
  expect(whole.inference).toMatchObject({ kind: 'paired', repeats: { a: 5, b: 5 }, level: 2 / 32 })
  for (const other of ['alpha group', 'baseline:release', (ids[0] as string[]).join(',')]) {
    const comparison = await parsed(other, 'tag:beta')
    expect(runsOf(comparison)).toEqual([ids[0], ids[1]])
    expect(comparison.metrics).toEqual(whole.metrics)
  }
})

test('a further side has a comparison of its own, and --baseline puts its side first', async () => {
  const three = await parsed('tag:alpha', 'tag:beta', { more: ['tag:gamma'] })
  expect(three.further.map(({ sides: { b } }) => b.letter)).toEqual(['C'])
  const turned = await parsed('tag:alpha', 'tag:beta', { baseline: 'tag:beta' })
  expect(runsOf(turned)).toEqual([ids[1], ids[0]])
})

test('single runs have no bounds, and --metric chooses what has them', async () => {
  const one = await parsed((ids[0] as string[])[0] as string, (ids[1] as string[])[0] as string)
  expect(one.inference.kind).toBe('none')
  expect(one.statement).toMatch(/^One run each/)
  const chosen = await parsed('tag:alpha', 'tag:beta', { metric: ['ttft.p90', 'e2e'], margin: '5%' })
  expect(chosen.inference).toMatchObject({ family: ['ttft.p90', 'e2e.p50'], margin: 0.05 })
})

test('Markdown has one table of metrics, and no name of a run can leave its cell', async () => {
  const text = await compared('tag:alpha', 'tag:beta', { format: 'markdown' })
  expect(text).toMatch(/^## tag:alpha and tag:beta/)
  expect(text).toMatch(/\| TPOT p50 \(ms\) \| .* to .* \| \*\*worse\*\* \|/)
})

test('the page has what standard output says, and is written where it was told', async () => {
  const text = await compared('tag:alpha', 'tag:beta', { out: 'page.html', margin: '0.05' })
  expect(text).toContain('wrote page.html')
  const page = readFileSync(join(cwd, 'page.html'), 'utf8')
  for (const id of ['forest', 'run-dots', 'quantile-shift', 'cumulative-ttft', 'compare-ttft'])
    expect(page).toContain(`id="${id}"`)
})

test.each([
  ['tag:nobody', {}, 'run.unknown'],
  ['nothing', {}, 'run.unknown'],
  ['tag:alpha,,tag:gamma', {}, 'usage'],
  ['tag:alpha', { metric: ['ttft.p51'] }, 'usage'],
  ['tag:alpha', { margin: '500%' }, 'usage'],
  ['tag:alpha', { margin: 'five' }, 'usage'],
] as const)('%s with %j is refused as %s', async (a, args, code) => {
  await expect(compared(a, 'tag:beta', args as Partial<Args>)).rejects.toMatchObject({ code })
})
