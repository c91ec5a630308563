import type { SweepReportModel } from '../../src/report/sweep/sweep-model.ts'
import type { Chart, OmittedChart, SpecBody } from '../chart.ts'
import { formatShare } from '../format-number.ts'
import { complete, plotHeight, seriesColour, tip } from '../spec-parts.ts'
import { colour } from '../theme.ts'
import {
  againstWhat,
  drawnRows,
  loadUnit,
  loadX,
  placeColumns,
  saturationLayers,
  saturationText,
  seriesColours,
  seriesThinning,
  settingStep,
  settingY,
} from './load-axis.ts'

const id = 'attainment-by-load'
const unset = 'The workload sets no service levels, e.g. slo: {ttft: 200ms, tpot: 100ms}.'
const percentAxis = { labelExpr: "format(datum.value * 100, '~r') + ' %'" }
const share = { field: 'attainment', type: 'quantitative', title: null, scale: { domain: [0, 1] }, axis: percentAxis }

/** The share of requests within all their service levels, with the bounds that the number of requests allows. */
export function attainmentByLoad(model: SweepReportModel): Chart | OmittedChart {
  const { charts } = model
  const { axis } = charts
  const title = `Share of requests that met every service level ${againstWhat(charts)}`
  const rows = drawnRows(charts).flatMap(
    ({ series, setting, level, runs, attainment, attainmentLow, attainmentHigh }) =>
      attainment === null
        ? []
        : [{ series, setting, level, attainment, low: attainmentLow, high: attainmentHigh, runs }],
  )
  if (!charts.hasSlo) return { id, title, omitted: unset }
  if (rows.length === 0) return { id, title, omitted: 'No request was measured.' }
  return {
    ...{ id, title, description: describe(model), thinning: seriesThinning(charts), rows },
    columns: [
      ...placeColumns(charts),
      { field: 'attainment', label: 'Share', unit: null },
      { field: 'low', label: 'Lower bound', unit: null },
      { field: 'high', label: 'Upper bound', unit: null },
      { field: 'runs', label: 'Runs', unit: null },
    ],
    spec: complete(axis.kind === 'load' ? curves(model) : ranges()),
  }
}

const tooltip = [
  { field: 'series', title: 'setting' },
  ...[tip('attainment', 'share', '.1%'), tip('low', 'at least', '.1%'), tip('high', 'at most', '.1%')],
]

function curves({ charts }: SweepReportModel): SpecBody {
  const x = loadX(charts)
  const alone = charts.series.length === 1
  const color = alone
    ? { value: colour('green') }
    : { field: 'series', ...seriesColour(seriesColours(charts), { symbolType: 'circle', symbolOpacity: 1 }) }
  const band = {
    mark: { type: 'area', opacity: 0.16 },
    encoding: { x, y: { ...share, field: 'low' }, y2: { field: 'high' }, color },
  }
  const tips = [...tooltip, tip('level', charts.axis.kind === 'load' ? loadUnit[charts.axis.over] : 'load')]
  return {
    height: plotHeight,
    layer: [
      ...saturationLayers(charts),
      band,
      { mark: { type: 'line' }, encoding: { x, y: share, color } },
      { mark: { type: 'point', size: 34, shape: 'circle' }, encoding: { x, y: share, color, tooltip: tips } },
      ...wanted(charts.search?.attainment),
    ],
  }
}

/** The share that a search asks for. */
function wanted(attainment: number | undefined): readonly SpecBody[] {
  if (attainment === undefined) return []
  const data = { values: [{ attainment, label: `asked for: ${formatShare(attainment)}` }] }
  const text = {
    type: 'text',
    align: 'right',
    baseline: 'top',
    dy: 4,
    dx: -2,
    color: colour('purple'),
    fontWeight: 600,
  }
  return [
    {
      data,
      mark: { type: 'rule', color: colour('purple'), strokeDash: [6, 4], strokeWidth: 1.5 },
      encoding: { y: share },
    },
    { data, mark: text, encoding: { y: share, x: { value: 'width' }, text: { field: 'label' } } },
  ]
}

function ranges(): SpecBody {
  const tips = [{ field: 'setting', title: 'setting' }, ...tooltip.slice(1)]
  return {
    height: { step: settingStep },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 2, color: colour('sky') },
        encoding: { x: { ...share, field: 'low' }, x2: { field: 'high' }, y: settingY },
      },
      {
        mark: { type: 'point', size: 80, shape: 'circle', color: colour('green') },
        encoding: { x: share, y: settingY, tooltip: tips },
      },
    ],
  }
}

function describe(model: SweepReportModel): string {
  const shares = model.charts.rows.flatMap(({ attainment }) => attainment ?? [])
  const range = `From ${formatShare(Math.max(...shares))} down to ${formatShare(Math.min(...shares))} of the measured requests; a failed one meets no level.`
  const band =
    ' The band (or line) holds the true share with 95 % confidence (Wilson), by the number of independent requests.'
  return `${range}${band}${saturationText(model)}`
}
