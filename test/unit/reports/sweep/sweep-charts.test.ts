import { expect, test } from 'vitest'
import type { Chart } from '../../../../reports/chart.ts'
import { sweepCharts, sweepSectionsOf } from '../../../../reports/sweep/sweep-charts.ts'
import type { SearchPlan } from '../../../../src/stats/search/capacity-search.ts'
import type { EngineWork } from '../../../../src/core/engine-work.ts'
import { sampleWork } from '../../../helpers/engine-work.ts'
import { expectGolden, fourDigits } from '../../../helpers/golden.ts'
import { sampleRates, sampleSweep, type SampleSweepOptions } from '../../../helpers/sample-sweep.ts'

const search: SearchPlan = {
  ...({ metric: 'goodput', attainment: 0.9, over: 'rate' } as const),
  ...{ start: 4, least: 0.25, most: 64, tolerance: 0.05, mostRuns: 3 },
}
/** What an engine did whose decode steps had so many sequences. */
const workOf = (batch: number): EngineWork => {
  const { prefill, decode } = sampleWork.phases
  return { ...sampleWork, phases: { prefill, decode: { ...decode, tokens: batch * decode.steps } } }
}
const charts = (options: SampleSweepOptions = {}) => {
  const runs = (options.runs ?? sampleRates).map((run) => ({ work: workOf(run.rate ?? 1), ...run }))
  const { model } = sampleSweep({ ...options, runs })
  return sweepCharts.flatMap((section) => section.charts.map((chart) => chart(model)))
}
const chartOf = (id: string, options: SampleSweepOptions) => charts(options).find((chart) => chart.id === id) as Chart
const two = ['int4', 'int8'].flatMap((series, i) => sampleRates.map((run) => ({ ...run, series, slowness: 1 + i / 2 })))
const settings = ['a', 'b'].map((label, i) => ({ label, series: label, slowness: 1 + i, rate: 4 }))
const searched = { runs: [{ rate: 4 }, { rate: 8 }, { rate: 16 }], search }

test.each(charts(searched).map((chart) => [chart.id, chart as Chart] as const))(
  'rows, words and spec of the chart %s of a search are as they were',
  (id, chart) => {
    expect(chart).not.toHaveProperty('omitted')
    expectGolden(new URL(`goldens/${id}.json`, import.meta.url), fourDigits(chart))
  },
)

test('settings without a load to set them against are drawn by name', () => {
  for (const chart of charts({ runs: settings }) as Chart[]) {
    if ('omitted' in chart || chart.id === 'pareto' || chart.id.startsWith('use-')) continue
    expectGolden(new URL(`goldens/${chart.id}-by-setting.json`, import.meta.url), fourDigits(chart))
    expect(new Set(chart.rows.map((row) => row['setting']))).toEqual(new Set(['a', 'b']))
  }
})

test('several settings against load are told apart by colour, percentiles by dashes', () => {
  const chart = chartOf('ttft-by-load', { runs: two })
  expect(new Set(chart.rows.map((row) => row['series']))).toEqual(new Set(['int4', 'int8']))
  expect(JSON.stringify(chart.spec)).toMatch(/"domain":\["int4","int8"\].*"strokeDash":\{"field":"percentile"/)
  expect(chart.description).toContain('p50 unbroken, p90 dashed, p99 dotted')
})

test('more settings than colours leave the rest to the table, and say so', () => {
  const runs = Array.from({ length: 9 }, (_, i) => sampleRates.slice(0, 2).map((run) => ({ ...run, series: `s${i}` })))
  const chart = chartOf('ttft-by-load', { runs: runs.flat().map((run) => ({ ...run, requests: 20 })) })
  expect(new Set(chart.rows.map((row) => row['series'])).size).toBe(7)
  expect(chart.thinning).toBe('The first 7 of 9 settings are drawn; the table of all runs has the others.')
})

test('the saturation of one series is marked in every chart against load', () => {
  const { document } = sampleSweep()
  expect(document.saturation).toMatchObject({ over: 'rate' })
  for (const id of ['goodput-by-load', 'attainment-by-load', 'tokens-by-load', 'ttft-by-load', 'tpot-by-load'])
    expect(JSON.stringify(chartOf(id, {}).spec), id).toContain('"text":"saturated"')
})

test('every field that a table shows is in every row', () => {
  for (const options of [searched, { runs: two }, { runs: settings }])
    for (const chart of charts(options) as Chart[]) {
      if ('omitted' in chart) continue
      for (const row of chart.rows)
        expect(Object.keys(row)).toEqual(expect.arrayContaining(chart.columns.map((c) => c.field)))
    }
})

test('runs in which nothing completed leave charts out and say why', () => {
  const runs = [1, 2].map((rate) => ({ rate, failShare: 1, requests: 20 }))
  const omitted = charts({ runs }).flatMap((chart) => ('omitted' in chart ? [chart.id] : []))
  expect(omitted).toEqual(['search-path', 'pareto', 'ttft-by-load', 'tpot-by-load', 'use-by-prompt'])
  for (const chart of charts({
    runs: [
      { rate: 1, requests: 0 },
      { rate: 2, requests: 0 },
    ],
  }))
    expect((chart as { omitted?: string }).omitted ?? '.').toMatch(/\.$|\)\.$/)
})

test('without service levels there is no share to draw', () => {
  const runs = sampleRates.map((run) => ({ ...run, slo: {} }))
  expect(chartOf('attainment-by-load', { runs })).toMatchObject({
    omitted: expect.stringContaining('no service levels'),
  })
  expect(chartOf('goodput-by-load', { runs }).description).toContain('every completed request is good')
})

test('utilisation stands by batch and by prompt, two dots a run of the engine; an endpoint has no such section', () => {
  const chart = chartOf('use-by-batch', {})
  const decode = sampleWork.phases.decode
  const mbu = decode.movedBytes / (decode.stepNs / 1e9) / (sampleWork.peaks?.readBytesPerS ?? 1)
  expect(chart.rows.filter(({ measure }) => measure === 'MBU').map(({ size, share }) => [size, share])).toEqual(
    sampleRates.map(({ rate }) => [rate, mbu]),
  )
  expect(chartOf('use-by-prompt', {}).rows).toHaveLength(2 * sampleRates.length)
  const sections = (options: SampleSweepOptions) =>
    sweepSectionsOf(sampleSweep(options).model).map(({ title }) => title)
  expect(sections({})).not.toContain('Kernels')
  expect(sections({ runs: [{ rate: 1, work: sampleWork }, { rate: 2 }] })).toContain('Kernels')
})
