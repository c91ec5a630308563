import type { SweepReportModel } from '../../src/report/sweep/sweep-model.ts'
import type { Chart, OmittedChart, SpecBody } from '../chart.ts'
import { formatNumber } from '../format-number.ts'
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

const id = 'goodput-by-load'
const shades = { completed: colour('blue'), goodput: colour('green') }
const dashes = { goodput: [1, 0], completed: [5, 4] }
const symbols = { symbolType: 'circle', symbolOpacity: 1 }

/** Completed and good requests per second: where one leaves the other, answers come too late. */
export function goodputByLoad(model: SweepReportModel): Chart | OmittedChart {
  const { charts } = model
  const { axis } = charts
  const title = `Completed requests and goodput per second ${againstWhat(charts)}`
  const rows = drawnRows(charts).flatMap((row) => {
    const { series, setting, level, runs, goodputLow, goodputHigh } = row
    const place = { series, setting, level, runs }
    return [
      { ...place, line: 'completed', perS: row.requestsPerS, low: null, high: null },
      { ...place, line: 'goodput', perS: row.goodputPerS, low: goodputLow, high: goodputHigh },
    ].filter(({ perS }) => perS !== null)
  })
  if (rows.length === 0) return { id, title, omitted: 'No request completed in any run.' }
  return {
    ...{ id, title, description: describe(model), thinning: seriesThinning(charts), rows },
    columns: [
      ...placeColumns(charts),
      { field: 'line', label: 'Line', unit: null },
      { field: 'perS', label: 'Requests', unit: '1/s' },
      { field: 'low', label: 'Lower bound', unit: '1/s' },
      { field: 'high', label: 'Upper bound', unit: '1/s' },
      { field: 'runs', label: 'Runs', unit: null },
    ],
    spec: complete(axis.kind === 'load' ? curves(model) : bars()),
  }
}

const y = { field: 'perS', type: 'quantitative', title: null, scale: { zero: true } }
const only = (line: string) => [{ filter: { field: 'line', equal: line } }]

const dash = {
  field: 'line',
  type: 'nominal',
  scale: { domain: Object.keys(dashes), range: Object.values(dashes) },
  legend: { symbolType: 'stroke' },
}

function curves(model: SweepReportModel): SpecBody {
  const { charts } = model
  const alone = charts.series.length === 1
  const x = loadX(charts)
  const color = alone
    ? { field: 'line', ...seriesColour(shades, symbols) }
    : { field: 'series', ...seriesColour(seriesColours(charts), symbols) }
  const band = {
    mark: { type: 'area', opacity: 0.16 },
    transform: only('goodput'),
    encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
  }
  const tooltip = [
    ...[
      { field: 'series', title: 'setting' },
      { field: 'line', title: 'line' },
    ],
    tip('level', charts.axis.kind === 'load' ? loadUnit[charts.axis.over] : 'load'),
    ...[tip('perS', 'requests/s'), tip('low', 'at least'), tip('high', 'at most')],
  ]
  return {
    height: plotHeight,
    layer: [
      ...offered(
        charts.axis,
        x,
        charts.rows.flatMap(({ level }) => level ?? []),
      ),
      ...saturationLayers(charts),
      band,
      {
        mark: { type: 'line' },
        encoding: { x, y, color, detail: { field: 'line' }, ...(alone ? {} : { strokeDash: dash }) },
      },
      { mark: { type: 'point', size: 34, shape: 'circle' }, encoding: { x, y, color, tooltip } },
    ],
  }
}

/** What would complete if the target kept up with every rate: a curve, for the axis may be logarithmic. */
function offered(axis: SweepReportModel['charts']['axis'], x: SpecBody, levels: readonly number[]): SpecBody[] {
  if (axis.kind !== 'load' || axis.over !== 'rate') return []
  const [least, most] = [Math.min(...levels), Math.max(...levels)]
  const values = Array.from({ length: 33 }, (_, i) => {
    const level = Number((least * (most / least) ** (i / 32)).toPrecision(6))
    return { level, perS: level }
  })
  return [
    {
      data: { values },
      mark: { type: 'line', color: colour('grey'), strokeDash: [4, 4], strokeWidth: 1.25 },
      encoding: { x, y },
    },
  ]
}

function bars(): SpecBody {
  const x = y
  const tooltip = [
    ...[
      { field: 'setting', title: 'setting' },
      { field: 'line', title: 'line' },
    ],
    ...[tip('perS', 'requests/s'), tip('low', 'at least'), tip('high', 'at most')],
  ]
  const color = { field: 'line', ...seriesColour(shades, symbols) }
  return {
    height: { step: settingStep },
    layer: [
      {
        mark: { type: 'bar', height: 16, opacity: 0.35 },
        transform: only('completed'),
        encoding: { x, y: settingY, color, tooltip },
      },
      { mark: { type: 'bar', height: 8 }, transform: only('goodput'), encoding: { x, y: settingY, color, tooltip } },
      {
        mark: { type: 'rule', strokeWidth: 1.5, color: colour('ink') },
        transform: only('goodput'),
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y: settingY },
      },
    ],
  }
}

function describe(model: SweepReportModel): string {
  const { charts } = model
  const known = charts.rows.flatMap(({ goodputPerS }) => goodputPerS ?? [])
  const most = charts.rows.flatMap(({ requestsPerS }) => requestsPerS ?? [])
  const best = `At most ${formatNumber(Math.max(...most))} requests completed per second, ${formatNumber(known.length === 0 ? null : Math.max(...known))} of them good.`
  const kinds =
    charts.series.length > 1 && charts.axis.kind === 'load'
      ? ' A colour for each setting; goodput unbroken, completed dashed.'
      : ''
  const band =
    ' The band (or line) is the goodput at the 95 % bounds of the share of requests that met every service level.'
  const line =
    charts.axis.kind === 'load' && charts.axis.over === 'rate' ? ' The grey dashed line is the rate offered.' : ''
  const slo = charts.hasSlo ? '' : ' The workload sets no service levels: every completed request is good.'
  return `${best}${kinds}${band}${line}${slo}${saturationText(model)}`
}
