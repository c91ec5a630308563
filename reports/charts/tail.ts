import type { ReportModel } from '../../src/report/report-model.ts'
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
  const { rows, thinning } = model.charts.tail
  if (rows.every((row) => row.ms <= 0)) return { id, title, omitted: 'No latency was observed.' }
  const least = Math.min(...rows.map((row) => row.share))
  const present = Object.fromEntries(Object.entries(series).filter(([name]) => rows.some((row) => row.metric === name)))
  const values = rows.map((row) => row.ms).filter((ms) => ms > 0)
  const range = msScale({ least: Math.min(...values), largest: Math.max(...values) })
  const x = { field: 'ms', ...range, axis: { ...(range['axis'] as SpecBody), grid: true } }
  const ticks = shares.filter((share) => share >= least)
  const y = {
    field: 'share',
    type: 'quantitative',
    title: null,
    scale: { type: 'log', domain: [least, 1], nice: false },
    axis: { values: ticks, tickCount: ticks.length, labelExpr: names, labelOverlap: false },
  }
  const color = { field: 'metric', ...seriesColour(present, { symbolType: 'stroke' }) }
  const tooltip = [
    { field: 'metric', title: 'metric' },
    tip('ms', 'ms'),
    { field: 'share', title: 'share at or above', format: '.3~%' },
  ]
  return {
    id,
    title,
    description:
      'Read across from p99: one value in a hundred is at least as large as where the curve crosses that line. A curve that falls steeply is predictable; a long shelf to the right is a slow minority. Both axes are logarithmic.',
    thinning,
    columns: [
      { field: 'metric', label: 'Metric', unit: null },
      { field: 'ms', label: 'Latency', unit: 'ms' },
      { field: 'share', label: 'Share at or above', unit: null },
    ],
    rows: rows.map((row) => ({ ...row })),
    spec: complete({
      height: plotHeight + 24,
      layer: [
        { mark: { type: 'line', interpolate: 'step-before' }, encoding: { x, y, color } },
        { mark: { type: 'point', size: 50, opacity: 0 }, encoding: { x, y, tooltip } },
      ],
    }),
  }
}
