import { expect, test } from 'vitest'
import type { Chart } from '../../../../reports/chart.ts'
import { historyChart } from '../../../../reports/history/history-chart.ts'
import { visibleWidth } from '../../../../src/cli/output/text/columns.ts'
import { historyTable } from '../../../../src/cli/output/tables/history-table.ts'
import { textStyle } from '../../../../src/cli/output/text/text-style.ts'
import { buildHistory, type PastRun } from '../../../../src/report/history/build-history.ts'
import { historySentences, historyTitle } from '../../../../src/report/history/history-sentences.ts'
import { metricNamed, type NamedMetric } from '../../../../src/metrics/figures/named-metric.ts'
import { seededRng } from '../../../../src/core/rng.ts'
import { sampleSide } from '../../../helpers/sample-sides.ts'
import { gaussian } from '../../../helpers/simulated-runs.ts'
import { testIo } from '../../../helpers/test-io.ts'

const base = sampleSide('base', { runs: 1, requests: 60 }).runs[0] as PastRun
const metric = metricNamed('tpot.p50') as NamedMetric

/** Runs a day apart whose TPOT is as given; null: it was not observed. */
function past(
  values: readonly (number | null)[],
  change: (i: number) => Partial<PastRun['header']> = () => ({}),
): PastRun[] {
  return values.map((value, i) => ({
    header: {
      ...base.header,
      runId: `run-${String(i).padStart(2, '0')}`,
      startedAtMs: base.header.startedAtMs + i * 86_400_000,
      ...change(i),
    },
    document: {
      ...base.document,
      status: 'valid',
      metrics: { ...base.document.metrics, tpotMs: { ...base.document.metrics.tpotMs, p50: value } },
    },
  }))
}
const wobble = (i: number) => 1 + 0.01 * gaussian(seededRng(`wobble ${i}`))
const stepped = Array.from({ length: 20 }, (_, i) => (i < 12 ? 10 : 12) * wobble(i))
const build = (runs: readonly PastRun[]) => buildHistory(runs, 'tpot.p50', metric)
const prints = base.header.fingerprints

test('a slow-down of a fifth is marked at its first run, with the levels on both sides', () => {
  const [series] = build(past(stepped).toReversed()).series
  expect(series?.changes).toHaveLength(1)
  expect(series?.changes[0]).toMatchObject({ at: 12, runId: 'run-12', direction: 'worse' })
  expect(series?.changes[0]?.relative).toBeCloseTo(0.2, 1)
  expect(series?.changes[0]?.p).toBeLessThanOrEqual(0.01)
})

test('runs of another workload, dataset or model are lines of their own', () => {
  const other = { ...prints, workload: 'other' }
  const runs = past(stepped, (i) => (i % 2 === 0 ? {} : { fingerprints: other }))
  const { series } = build(runs)
  expect(series.map(({ runs: own }) => own.length)).toEqual([10, 10])
  expect(series.map(({ name }) => name)).toEqual(['base (workload 1f0c5f2f)', 'base (workload other)'])
})

test('a step together with another machine is a break of the line and no change', () => {
  const moved = { ...base.header.environment, nodeVersion: 'v22.0.0' }
  const runs = past(stepped, (i) =>
    i < 12 ? {} : { fingerprints: { ...prints, environment: 'other' }, environment: moved },
  )
  const [series] = build(runs).series
  expect(series?.changes).toEqual([])
  expect(series?.breaks).toEqual([
    { at: 12, kind: 'environment', runId: 'run-12', fields: ['Node.js: v20.20.2 -> v22.0.0'] },
  ])
  expect(series?.stretches.map(({ from, to }) => [from, to])).toEqual([
    [0, 11],
    [12, 19],
  ])
})

test('invalid runs and runs without the figure are listed and not counted', () => {
  const runs = past([...stepped.slice(0, 8), null, 500])
  const last = runs[9] as PastRun
  const { series } = build([...runs.slice(0, 9), { ...last, document: { ...last.document, status: 'invalid' } }])
  expect(series[0]?.runs).toHaveLength(10)
  expect(series[0]?.runs.filter(({ counted }) => counted)).toHaveLength(8)
  expect(series[0]?.changes).toEqual([])
  expect(historySentences(build(runs), series[0] as (typeof series)[number]).join(' ')).toMatch(
    /2 runs of them are invalid/,
  )
})

test('the terminal shows the change, the break and a picture, within 80 columns, in ASCII where the locale asks', () => {
  const runs = past(stepped, (i) => (i < 18 ? {} : { fingerprints: { ...prints, environment: 'other' } }))
  const style = textStyle({ ...testIo().stdout, columns: 80, isTerminal: false }, { LC_ALL: 'C' })
  const text = historyTable(build(runs), style)
  expect(text).toMatch(/> +run-12 .*\+\d+\.\d % worse, p 0\.0/)
  expect(text).toMatch(/-- another environment/)
  expect(text).toMatch(/^ {2}[.:=+*%#|-]{21}$/m)
  expect(Math.max(...text.split('\n').map(visibleWidth))).toBeLessThanOrEqual(80)
})

test('every metric of the table has a name, and nothing else has', () => {
  expect(metricNamed('outputTokensPerS')?.of(base.document)).toBe(base.document.throughput.outputTokensPerS)
  expect(metricNamed('ttft.p99')?.of(base.document)).toBe(base.document.metrics.ttftMs.p99)
  for (const unknown of ['ttft', 'nothing', 'ttft.', '']) expect(metricNamed(unknown)).toBeNull()
})

test('another target breaks the line and not the search for changes', () => {
  const facts = (i: number) => ({ ...base.header.target, facts: { version: i < 12 ? '1.0' : '1.1' } })
  const runs = past(stepped, (i) => ({
    target: facts(i),
    fingerprints: { ...prints, target: i < 12 ? 'before' : 'after' },
  }))
  const history = build(runs)
  const [series] = history.series
  expect(series?.breaks).toEqual([{ at: 12, kind: 'target', runId: 'run-12', fields: ['version: 1.0 -> 1.1'] }])
  expect(series?.changes).toHaveLength(1)
  expect(series?.stretches).toHaveLength(1)
  const style = textStyle({ ...testIo().stdout, columns: 80, isTerminal: false }, { LC_ALL: 'C' })
  expect(historyTable(history, style)).toMatch(/-- another target: version: 1\.0 -> 1\.1\n> +run-12/)
  expect(historySentences(history, series as never).join(' ')).toContain('The target changed once: a change may be')
  const chart = historyChart(history, series as never, 0) as Chart
  expect(new Set(chart.rows.slice(0, 12).map(({ segment }) => segment))).toEqual(new Set([0]))
  expect(new Set(chart.rows.slice(12).map(({ segment }) => segment))).toEqual(new Set([1]))
  expect(JSON.stringify(chart.spec)).toContain('"text":"target"')
})

test('a history is called after its figure and the project of its runs, else their name without places among repeats', () => {
  const named = (name: (i: number) => string, project: string | null) =>
    historyTitle(build(past(stepped, (i) => ({ name: name(i), project }))))
  expect(named((i) => `chat (repeat ${i + 1}/20)`, null)).toBe('TPOT p50 of chat')
  expect(named((i) => `chat (rate=4, repeat ${i + 1}/20)`, null)).toBe('TPOT p50 of chat (rate=4)')
  expect(named((i) => `chat (rate=${i})`, null)).toBe('TPOT p50 of chat')
  expect(named(() => 'chat', 'search-team')).toBe('TPOT p50 of search-team')
  const mixed = past(stepped, (i) => ({ name: 'chat', project: i === 0 ? 'one' : 'two' }))
  expect(build(mixed).project).toBeNull()
})
