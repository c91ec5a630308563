import { expect, test } from 'vitest'
import type { Chart } from '../../../reports/chart.ts'
import { inputLengthChart } from '../../../reports/charts/input-length.ts'
import { rooflineChart } from '../../../reports/charts/roofline.ts'
import { runCharts } from '../../../reports/charts.ts'
import type { Markup } from '../../../reports/page/html.ts'
import { kernelTable } from '../../../reports/page/kernel-table.ts'
import { changesChart } from '../../../reports/compare/changes.ts'
import { cumulativeChart } from '../../../reports/compare/cumulative.ts'
import { forestChart } from '../../../reports/compare/forest.ts'
import { quantileShiftChart } from '../../../reports/compare/quantile-shift.ts'
import { runDotsChart } from '../../../reports/compare/run-dots.ts'
import { tailOverlay } from '../../../reports/compare/tail-overlay.ts'
import { logTicks } from '../../../reports/spec-parts.ts'
import { summarize } from '../../../src/metrics/summarize.ts'
import type { RooflineRows } from '../../../src/report/chart-rows.ts'
import { compareRuns, type Side } from '../../../src/report/compare-runs.ts'
import { compareSides } from '../../../src/report/compare-sides.ts'
import { cumulativeRows, shiftRows } from '../../../src/report/comparison/compare-quantiles.ts'
import { compareTails } from '../../../src/report/comparison/compare-tails.ts'
import { sampleWork } from '../../helpers/engine-work.ts'
import { expectGolden, fourDigits } from '../../helpers/golden.ts'
import { sampleReport, sampleServer } from '../../helpers/sample-report.ts'
import { sampleSide } from '../../helpers/sample-sides.ts'
import { sampleRun } from '../../helpers/sample-run.ts'

const charts = (options: Parameters<typeof sampleReport>[0], work: Parameters<typeof sampleReport>[1] = sampleWork) => {
  const model = sampleReport(options, work, work === null ? [] : sampleServer(12))
  return runCharts.flatMap((section) => section.charts.map((chart) => chart(model)))
}
const small = { requests: 40, failShare: 0.1, sessionCalls: 12 }

test.each(charts(small).map((chart) => [chart.id, chart as Chart] as const))(
  'rows, words and spec of the chart %s are as they were',
  (id, chart) => {
    expect(chart).not.toHaveProperty('omitted')
    expectGolden(new URL(`goldens/${id}.json`, import.meta.url), fourDigits(chart))
  },
)

test('charts of a comparison are as they were', () => {
  const side = (slowness: number, seed: number) => {
    const { header, records } = sampleRun({ requests: 40, slowness, seed })
    return { header, document: summarize(header, records), records }
  }
  const [a, b] = [side(1, 7), side(1.2, 8)]
  const drawn = [
    changesChart(compareRuns(a, b)),
    ...compareTails([a, b].map((run) => ({ name: run.header.name, runs: [run] }))).map(tailOverlay),
  ]
  for (const chart of drawn) expectGolden(new URL(`goldens/${chart.id}.json`, import.meta.url), fourDigits(chart))
})

test('charts of repeats are as they were', () => {
  const sides = [1, 1.1].map((slowness, place) =>
    sampleSide(`side ${place}`, { slowness, place, runs: 5, requests: 80 }),
  ) as unknown as readonly [Side, Side]
  const comparison = compareSides(sides, { margin: 0.05 })
  const drawn = [
    ...[forestChart(comparison), runDotsChart(comparison)],
    quantileShiftChart(shiftRows(...sides, true), ['A', 'B']),
    cumulativeChart('ttft', cumulativeRows(sides, 'ttft')),
  ]
  for (const chart of drawn) expectGolden(new URL(`goldens/${chart.id}.json`, import.meta.url), fourDigits(chart))
})

test('a target that tells nothing of its kernels has no roofline, one whose machine was not measured neither', () => {
  const roofline = (work: typeof sampleWork | null) => {
    const model = sampleReport(small, work)
    const section = runCharts.find(({ title }) => title === 'Engine')
    return { shown: section?.applies?.(model), below: section?.below?.(model) }
  }
  expect(roofline(null)).toEqual({ shown: false, below: false })
  expect(roofline({ ...sampleWork, peaks: null })).toEqual({ shown: false, below: false })
  expect(roofline(sampleWork).shown).toBe(true)
})

test('the table of kernels shows what the chart is drawn of, by phase', () => {
  const text = String((kernelTable(sampleReport(small, sampleWork)) as Markup).markup).replace(/<[^>]+>/g, '|')
  // 36 GB and 0.12 TFLOP in 1 s, of 40 GB/s: 90 % of memory, 100 ms beyond it
  expect(text).toMatch(/ffn\.gate-up\|* ?\|*decode\|+10\|+1,000\|+50\u00a0%\|+120\|+36\.0\|+90\u00a0% memory\|+100\|/)
})

test('every chart has its own anchor', () => {
  const ids = charts(small).map((chart) => chart.id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.length).toBeGreaterThanOrEqual(11)
})

test('every field that a table shows is in every row', () => {
  for (const chart of charts(small) as Chart[])
    for (const row of chart.rows)
      expect(Object.keys(row)).toEqual(expect.arrayContaining(chart.columns.map((c) => c.field)))
})

test('a run without one completed request leaves the latency charts out and says why', () => {
  const omitted = charts({ requests: 20, failShare: 1, warmupS: 0 }).flatMap((chart) =>
    'omitted' in chart ? [chart.id] : [],
  )
  expect(omitted).toEqual([
    ...['ttft-over-time', 'tail', 'itl-over-time', 'itl-by-token', 'e2e-over-time', 'ttft-by-input', 'ttft-by-turn'],
  ])
})

test('answers that were not streamed have no gaps between tokens, but a latency', () => {
  const omitted = charts({ requests: 20, streamed: false }).flatMap((chart) => ('omitted' in chart ? [chart.id] : []))
  expect(omitted).toContain('itl-by-token')
  expect(omitted).not.toContain('e2e-over-time')
})

test('a run that sent nothing still gives every chart a sentence', () => {
  for (const chart of charts({ requests: 0 }, null))
    expect((chart as { omitted?: string }).omitted).toMatch(/\.$|\)\.$/)
})

const chartOf = (id: string, options: Parameters<typeof sampleReport>[0]) =>
  charts(options).find((chart) => chart.id === id) as Chart

test('a line over time leaves out bins of too few values, and one without any is not in the legend', () => {
  const few = chartOf('ttft-over-time', { requests: 3, warmupS: 0 })
  expect(few.rows.map((row) => row['series'])).toEqual(['request', 'request', 'request'])
  expect(few.description).toMatch(/^A dot for each of 3 requests, by the time each fell due: too few for lines\./)
  expect(JSON.stringify(few.spec)).toContain('"domain":["request"]')
  const series = chartOf('ttft-over-time', { requests: 2000 }).rows.map((row) => row['series'])
  expect(series).toEqual(expect.arrayContaining(['p50', 'p95', 'request']))
})

test('a curve of the tail needs ten values, and its text names a percentile that it reaches', () => {
  const options = { requests: 5, warmupS: 0 }
  expect(new Set(chartOf('tail', options).rows.map((row) => row['metric']))).toEqual(new Set(['ITL']))
  expect(chartOf('tail', options).description).toContain('Fewer than 10 values, so no curve: TTFT, E2E.')
  expect(chartOf('tail', { requests: 60, streamed: false, warmupS: 0 }).description).toMatch(
    /^Read across from p90: one value in ten/,
  )
})

test('gaps that are too few for any place in the answer are not said to be absent', () => {
  expect(chartOf('itl-by-token', { requests: 2, warmupS: 0 })).toMatchObject({
    omitted: 'No place in the answer has the ten gaps that a median needs.',
  })
})

test('without warm-up nothing is shaded', () => {
  expect(JSON.stringify(chartOf('load', { requests: 40, warmupS: 0 }).spec)).not.toContain('"rect"')
  expect(JSON.stringify(chartOf('load', { requests: 40 }).spec)).toContain('"rect"')
})

test('one length of prompts gets an axis of whole tokens around it', () => {
  const model = sampleReport({ requests: 40 })
  const points = model.charts.inputLength.points.map((point) => ({ ...point, inputTokens: 32 }))
  const alike = { ...model, charts: { ...model.charts, inputLength: { ...model.charts.inputLength, points } } }
  expect(JSON.stringify((inputLengthChart(alike) as Chart).spec)).toContain('"domain":[27,37]')
})

test.each([
  [216, 313, [220, 240, 260, 280, 300]],
  [0.9, 11, [1, 2, 5, 10]],
  [1, 100_000, [1, 10, 100, 1000, 10_000, 100_000]],
  [9.9, 10.2, [9.9, 9.95, 10, 10.05, 10.1, 10.15, 10.2]],
])('a logarithmic axis from %d to %d has ticks', (least, largest, ticks) => {
  expect(logTicks(least, largest)).toEqual(ticks)
})

test('the roofs of a datasheet stand dashed beside those measured, and are told apart in words', () => {
  const model = sampleReport(small, sampleWork)
  const roofline = { ...(model.charts.roofline as RooflineRows), datasheet: null }
  const datasheet = {
    name: '2 × NVIDIA L4',
    readGBPerS: 600,
    source: 'NVIDIA L4 datasheet',
    roofs: [{ type: 'bf16' as const, gflopPerS: 242_000 }],
  }
  const beside = rooflineChart({
    ...model,
    charts: { ...model.charts, roofline: { ...roofline, datasheet } },
  }) as Chart
  const alone = rooflineChart({ ...model, charts: { ...model.charts, roofline } }) as Chart
  expect(beside.description).toContain('Dashed: 2 × NVIDIA L4, the hardware that the workload names, by its datasheet')
  expect(alone.description).not.toContain('datasheet')
  const spec = JSON.stringify(beside.spec)
  expect(spec).toContain('datasheet bf16 242,000 GFLOP/s')
  expect(spec).toContain('datasheet memory 600 GB/s')
  expect(spec).toMatch(/"strokeDash":\[5,4\]/)
  expect(beside.rows).toEqual(alone.rows)
})
