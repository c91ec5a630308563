import type { CumulativeRow, QuantileMetric } from '../../src/report/comparison/compare-quantiles.ts'
import type { Chart, OmittedChart, SpecBody } from '../chart.ts'
import { complete, msScale, plotHeight, seriesColour, tip } from '../spec-parts.ts'
import { sideColours } from './side-colours.ts'

const names: Readonly<Record<QuantileMetric, string>> = {
  ttft: 'Time to first token',
  tpot: 'Time per output token',
  e2e: 'End-to-end latency',
}

/** Empirical distribution functions of the sides over each other, drawn at every hundredth. */
export function cumulativeChart(metric: QuantileMetric, rows: readonly CumulativeRow[]): Chart | OmittedChart {
  const id = `cumulative-${metric}`
  const title = `${names[metric]}: share of requests at or below each value`
  if (rows.length === 0) return { id, title, omitted: 'No side has values.' }
  const letters = [...new Set(rows.map(({ side }) => side))]
  const values = rows.map(({ ms }) => ms)
  const range = msScale({ least: Math.min(...values), largest: Math.max(...values) })
  const x = { field: 'ms', ...range, axis: { ...(range['axis'] as SpecBody), grid: true } }
  const axis = { values: [0, 0.25, 0.5, 0.75, 1], labelExpr: "format(datum.value * 100, '~r') + ' %'" }
  const y = { field: 'share', type: 'quantitative', title: null, scale: { domain: [0, 1], nice: false }, axis }
  const color = { field: 'side', ...seriesColour(sideColours(letters), { symbolType: 'stroke' }) }
  const share = { field: 'share', title: 'share at or below', format: '.0%' }
  return {
    ...{ id, title, rows: rows.map((row) => ({ ...row })), thinning: 'Drawn at every hundredth of the requests.' },
    description:
      'All runs of a side together. The curve further left is faster at that share; a steep one is a server that treats requests alike. The latency axis is logarithmic.',
    columns: [
      { field: 'side', label: 'Side', unit: null },
      { field: 'ms', label: 'Latency', unit: 'ms' },
      { field: 'share', label: 'Share at or below', unit: null },
    ],
    spec: complete({
      height: plotHeight,
      layer: [
        { mark: { type: 'line' }, encoding: { x, y, color } },
        {
          mark: { type: 'point', size: 50, opacity: 0 },
          encoding: { x, y, tooltip: [{ field: 'side', title: 'side' }, tip('ms', 'ms'), share] },
        },
      ],
    }),
  }
}
