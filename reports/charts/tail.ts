import type { TopLevelSpec } from 'vega-lite'
import type { ReportModel } from '../../src/report/report-model.ts'
import type { TailRow } from '../../src/report/chart-rows.ts'
import type { Chart, OmittedChart, SpecBody } from '../chart.ts'
import { complete, msScale, plotHeight, seriesColour, tip } from '../spec-parts.ts'
import { colour } from '../theme.ts'

const id = 'tail'
const title = 'Latency tail: share of values at or above each latency'
const series = { TTFT: colour('blue'), ITL: colour('green'), E2E: colour('purple') }
const shares = [1, 0.5, 0.1, 0.01, 0.001, 0.0001, 0.00001]
const names =
  "{'1':'all','0.5':'p50','0.1':'p90','0.01':'p99','0.001':'p99.9','0.0001':'p99.99','0.00001':'p99.999'}[toString(datum.value)] || ''"

/** The whole distribution with its tail in view: complementary cumulative shares, both axes logarithmic. */
export function tailChart(model: ReportModel): Chart | OmittedChart {
  const { rows: all, thinning } = model.charts.tail
  if (all.every((row) => row.ms <= 0)) return { id, title, omitted: 'No latency was observed.' }
  const rows = all.filter((row) => leastShare(all, row.metric) <= 1 / leastValues)
  if (rows.length === 0)
    return { id, title, omitted: `No latency was observed ${leastValues} times, which a curve needs.` }
  return {
    id,
    title,
    description: describe(rows, all),
    thinning,
    columns: [
      { field: 'metric', label: 'Metric', unit: null },
      { field: 'ms', label: 'Latency', unit: 'ms' },
      { field: 'share', label: 'Share at or above', unit: null },
    ],
    rows: rows.map((row) => ({ ...row })),
    spec: tailSpec(rows, series),
  }
}

/** A curve of fewer values is a few dots along an edge; the tables have them. */
const leastValues = 10

const leastShare = (rows: readonly TailRow[], metric: string) =>
  Math.min(...rows.filter((row) => row.metric === metric).map((row) => row.share))

function describe(rows: readonly TailRow[], all: readonly TailRow[]): string {
  const [name, words] = rows.some((row) => row.share <= 0.01)
    ? ['p99', 'one value in a hundred']
    : ['p90', 'one value in ten']
  const has = (own: readonly TailRow[], metric: string) => own.some((row) => row.metric === metric)
  const left = ['TTFT', 'ITL', 'E2E'].filter((metric) => has(all, metric) && !has(rows, metric))
  const without = left.length === 0 ? '' : ` Fewer than ${leastValues} values, so no curve: ${left.join(', ')}.`
  return `Read across from ${name}: ${words} is at least as large as where the curve crosses that line. A curve that falls steeply is predictable; a long shelf to the right is a slow minority. Both axes are logarithmic.${without}`
}

/** Curves by `metric`, coloured as `series` says; of its names only those with rows enter the legend. At least one value must be above 0. */
export function tailSpec(rows: readonly TailRow[], series: Readonly<Record<string, string>>): TopLevelSpec {
  const present = Object.fromEntries(Object.entries(series).filter(([name]) => rows.some((row) => row.metric === name)))
  const values = rows.map((row) => row.ms).filter((ms) => ms > 0)
  const range = msScale({ least: Math.min(...values), largest: Math.max(...values) })
  const x = { field: 'ms', ...range, axis: { ...(range['axis'] as SpecBody), grid: true } }
  const y = { field: 'share', type: 'quantitative', title: null, ...shareScale(rows) }
  const color = { field: 'metric', ...seriesColour(present, { symbolType: 'stroke' }) }
  const share = { field: 'share', title: 'share at or above', format: '.3~%' }
  const tooltip = [{ field: 'metric', title: 'metric' }, tip('ms', 'ms'), share]
  return complete({
    height: plotHeight + 24,
    transform: [{ filter: 'datum.ms > 0' }],
    layer: [
      { mark: { type: 'line', interpolate: 'step-before' }, encoding: { x, y, color } },
      { mark: { type: 'point', size: 50, opacity: 0 }, encoding: { x, y, tooltip } },
    ],
  })
}

function shareScale(rows: readonly TailRow[]): SpecBody {
  const least = Math.min(...rows.map((row) => row.share))
  const values = shares.filter((share) => share >= least)
  return {
    scale: { type: 'log', domain: [least, 1], nice: false },
    axis: { values, tickCount: values.length, labelExpr: names, labelOverlap: false },
  }
}
