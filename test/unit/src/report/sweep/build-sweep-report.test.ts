import { expect, test } from 'vitest'
import { wilsonInterval } from '../../../../../src/stats/proportion.ts'
import type { SearchPlan } from '../../../../../src/stats/search/capacity-search.ts'
import { sweepChartsOf } from '../../../../../reports/sweep/sweep-charts.ts'
import { sampleRates, sampleSweep } from '../../../../helpers/sample-sweep.ts'

const search: SearchPlan = {
  ...({ metric: 'goodput', attainment: 0.9, over: 'rate' } as const),
  ...{ start: 4, least: 0.25, most: 64, tolerance: 0.05, mostRuns: 2 },
}

test('the summary names the best run, the saturation, what was run, and how far it can be trusted', () => {
  const { document, model } = sampleSweep()
  const best = document.points.find(({ runId }) => runId === document.best)
  expect(best?.goodputPerS).toBe(Math.max(...document.points.map(({ goodputPerS }) => goodputPerS ?? 0)))
  const [finding, saturated, made, trusted, ...others] = model.sentences
  expect(finding).toMatch(
    /^The highest goodput was [\d.]+ requests per second, at \d+ requests\/s, where [\d.]+\s% \([\d.]+\s% to [\d.]+\s%\) of the requests met every service level\.$/,
  )
  expect(saturated).toMatch(
    /^The target kept up with \d+ requests\/s and with no higher rate: at most [\d.]+ requests completed per second\.$/,
  )
  expect(made).toBe('5 runs of llama-3.1-8b-instruct on http://localhost:8000/v1 from 1 to 16 requests/s.')
  expect(trusted).toMatch(/^(All runs are valid|\d of 5 runs valid, .*)\.$/)
  expect(others).toEqual([])
})

test('a search says what held, what did not, and why it ended', () => {
  const { model } = sampleSweep({ runs: [{ rate: 1 }, { rate: 16 }], search })
  expect(model.sentences[0]).toMatch(
    /^1 requests\/s let 90\s% of the requests to meet every service level, a goodput of [\d.]+ requests per second; 16 requests\/s did not\. The search ended because the number of runs allowed was used up\.$/,
  )
  expect(model.points.map(({ marks }) => marks.at(-1))).toEqual(['held', 'failed'])
  expect(model.rules.at(-1)).toMatch(/^Search: /)
})

test('repeats at one load are one point: medians, means, and the share of all their requests', () => {
  const runs = [1, 2, 3].map((seed) => ({ rate: 4, seed, label: `rate=4, repeat ${seed}/3` }))
  const { document, model } = sampleSweep({ runs: [...runs, { rate: 8 }] })
  const [row, ...others] = model.charts.rows
  const own = document.points.slice(0, 3)
  expect(others).toHaveLength(1)
  const sorted = own.map(({ ttftMs }) => ttftMs.p99 as number).sort((a, b) => a - b)
  expect(row).toMatchObject({ level: 4, runs: 3 })
  expect(row?.ttft.p99).toBeCloseTo(sorted[1] as number, 1)
  const sum = (key: 'measured' | 'meeting' | 'independent') => own.reduce((s, p) => s + p.requests[key], 0)
  const { low, high } = wilsonInterval(sum('meeting') / sum('measured'), sum('independent'), 1.96)
  expect(row?.attainmentLow).toBeCloseTo(low, 4)
  expect(row?.attainmentHigh).toBeCloseTo(high, 4)
  expect(row?.goodputLow as number).toBeLessThanOrEqual(row?.goodputPerS as number)
  expect(row?.goodputHigh as number).toBeGreaterThanOrEqual(row?.goodputPerS as number)
})

test('without service levels the most completed requests are named, and no share', () => {
  const { model } = sampleSweep({ runs: sampleRates.map((run) => ({ ...run, slo: {} })) })
  expect(model.sentences[0]).toMatch(
    /^Most requests completed at .* sets no service levels, so every completed request counts as good\.$/,
  )
})

test('runs without a load stand by their names', () => {
  const { model } = sampleSweep({
    runs: [
      { label: 'a', series: 'a' },
      { label: 'b', series: 'b' },
    ],
  })
  expect(model.charts.axis).toEqual({ kind: 'setting' })
  expect(model.charts.rows.map(({ setting }) => setting)).toEqual(['a', 'b'])
})

const repeats = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ rate: 4, seed: 7 + i, label: `repeat ${i + 1}/${count}` }))

test('repeats of one setting are told as such: how far they differ, and none is the best', () => {
  const { document, model } = sampleSweep({ runs: repeats(5) })
  expect(model.kind).toBe('repeats')
  expect(model.sentences[0]).toMatch(
    /^TTFT p50 [\d.]+\sm?s \([\d.]+\sm?s to [\d.]+\sm?s, spread [\d.]+\s%\); TTFT p99 .*; Goodput [\d.]+\sreq\/s \(.*\)\.$/,
  )
  expect(model.sentences[1]).toMatch(/^5 repeats are enough for bounds of a change/)
  expect(model.sentences[2]).toBe('5 repeats of llama-3.1-8b-instruct on http://localhost:8000/v1 at 4 requests/s.')
  expect(model.sentences.join(' ')).not.toMatch(/best|highest|saturat|loads/)
  expect(model.points.flatMap(({ marks }) => marks)).toEqual([])
  expect(model.charts.axis).toEqual({ kind: 'repeat' })
  expect(model.charts.rows.map(({ setting }) => setting)).toEqual(document.points.map(({ label }) => label))
  expect(model.tiles.map(({ label }) => label)).toEqual([
    ...['TTFT p50', 'TTFT p99', 'TPOT p50', 'Output', 'Goodput', 'Runs'],
  ])
  expect(sampleSweep({ runs: repeats(3) }).model.sentences[1]).toMatch(/^3 repeats tell a spread; bounds .* need 5 on/)
})

test('the charts of repeats have a line for each run and no front', () => {
  const { model } = sampleSweep({ runs: repeats(3) })
  const charts = sweepChartsOf(model)
  expect(charts.map(({ id }) => id)).not.toContain('pareto')
  expect(charts[0]?.title).toBe('Completed requests and goodput per second run by run')
})
