import type { QuantileMetric, ShiftRow } from '../../src/report/comparison/compare-quantiles.ts'
import type { Chart, OmittedChart, Row, SpecBody } from '../chart.ts'
import { formatChange } from '../format-number.ts'
import { complete, plotHeight, seriesColour } from '../spec-parts.ts'
import { colour } from '../theme.ts'

const names: Readonly<Record<QuantileMetric, string>> = { ttft: 'TTFT', tpot: 'TPOT', e2e: 'E2E' }
const series = { TTFT: colour('blue'), TPOT: colour('green'), E2E: colour('purple') }

/** Whether the fast or the slow requests moved: the change at each quantile, with what single pairs say. */
export function quantileShiftChart(shifts: readonly ShiftRow[], sides: readonly [string, string], alone = true) {
  const id = alone ? 'quantile-shift' : `quantile-shift-${sides[1].toLowerCase()}`
  const title = `Shift by quantile from ${sides[0]} to ${sides[1]}`
  if (shifts.length === 0)
    return { id, title, omitted: 'No latency was observed on both sides.' } satisfies OmittedChart
  const rows: readonly Row[] = shifts.map(({ metric, share, relative, least, most }) => ({
    ...{ metric: names[metric], quantile: `p${Math.round(share * 100)}`, relative, least, most },
    text: formatChange(relative),
  }))
  return {
    ...{ id, title, thinning: null, rows, description: describe(rows) },
    columns: [
      { field: 'metric', label: 'Metric', unit: null },
      { field: 'quantile', label: 'Quantile', unit: null },
      { field: 'relative', label: 'Relative change', unit: null },
      { field: 'least', label: 'Least of a pair', unit: null },
      { field: 'most', label: 'Most of a pair', unit: null },
    ],
    spec: complete({ height: plotHeight, layer: layers(rows) }),
  } satisfies Chart
}

const valueAxis = { labelExpr: "(datum.value > 0 ? '+' : '') + format(datum.value * 100, '~r') + ' %'", grid: true }

function layers(rows: readonly Row[]): readonly SpecBody[] {
  const present = Object.fromEntries(
    Object.entries(series).filter(([name]) => rows.some((row) => row['metric'] === name)),
  )
  const values = rows
    .flatMap((row) => [row['relative'], row['least'], row['most']])
    .filter((value) => typeof value === 'number')
  const room = Math.max(0.005, (Math.max(0, ...values) - Math.min(0, ...values)) * 0.06)
  const scale = { domain: [Math.min(0, ...values) - room, Math.max(0, ...values) + room], nice: false }
  const x = { field: 'quantile', type: 'ordinal', sort: null, title: null, axis: { labelOverlap: false, grid: false } }
  const y = (field: string) => ({ field, type: 'quantitative', title: null, scale, axis: valueAxis })
  const color = { field: 'metric', ...seriesColour(present, { symbolType: 'stroke' }) }
  const tooltip = [
    { field: 'metric', title: 'metric' },
    { field: 'quantile', title: 'quantile' },
    { field: 'text', title: 'change' },
  ]
  const zero = { data: { values: [{ zero: 0 }] }, mark: { type: 'rule', color: colour('muted') } }
  return [
    { ...zero, encoding: { y: { field: 'zero', type: 'quantitative' } } },
    { mark: { type: 'line' }, encoding: { x, y: y('relative'), color } },
    { mark: { type: 'point', size: 44, shape: 'circle' }, encoding: { x, y: y('relative'), color, tooltip } },
    ...(['least', 'most'] as const).map((field) => ({
      mark: { type: 'point', size: 18, opacity: 0.5, shape: 'circle' },
      encoding: { x, y: y(field), color },
    })),
  ]
}

function describe(rows: readonly Row[]): string {
  const pairs = rows.some((row) => row['least'] !== null) ? ' Small dots: the least and the most of any pair.' : ''
  const middle = rows.filter((row) => row['quantile'] === 'p50' || row['quantile'] === 'p99')
  return `A level line is a change of all requests alike; one that rises to the right hit the slow ones most.${pairs} ${middle.map((row) => `${row['metric']} ${row['quantile']}: ${row['text']}`).join('; ')}.`
}
