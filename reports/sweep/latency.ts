import type { LevelRow, SweepReportModel } from '../../src/report/sweep/sweep-model.ts'
import type { Chart, Column, OmittedChart, Row, SpecBody } from '../chart.ts'
import { formatMs, trimZeros } from '../format-number.ts'
import { complete, limitLayers, msScale, plotHeight, seriesColour, tip } from '../spec-parts.ts'
import { colour } from '../theme.ts'
import {
  againstWhat,
  drawnRows,
  loadUnit,
  loadX,
  saturationLayers,
  saturationText,
  seriesColours,
  seriesThinning,
  settingStep,
  settingY,
} from './load-axis.ts'

const percentiles = ['p50', 'p90', 'p99'] as const
const shades = { p50: colour('blue'), p90: colour('amber'), p99: colour('vermillion') }
const dashes = { p50: [1, 0], p90: [7, 4], p99: [2, 3] }
const texts = {
  ttft: { id: 'ttft-by-load', name: 'Time to first token', empty: 'No run brought a first token that could be timed.' },
  tpot: { id: 'tpot-by-load', name: 'Time per output token', empty: 'No answer had a token after the first.' },
} as const

export const ttftByLoad = (model: SweepReportModel) => latencyChart(model, 'ttft')
export const tpotByLoad = (model: SweepReportModel) => latencyChart(model, 'tpot')

/** Percentiles of a latency against load, a line each; by setting where there is no load to set them against. */
function latencyChart(model: SweepReportModel, metric: 'ttft' | 'tpot'): Chart | OmittedChart {
  const { charts } = model
  const { id, name, empty } = texts[metric]
  const { axis } = charts
  const title = `${name} ${againstWhat(charts)}: p50, p90 and p99`
  const rows = drawnRows(charts).flatMap((row) => latencyRows(row, metric))
  if (rows.length === 0) return { id, title, omitted: empty }
  const unit = axis.kind === 'load' ? loadUnit[axis.over] : null
  return {
    ...{ id, title, description: describe(model, rows, metric), thinning: seriesThinning(charts), rows },
    columns: [
      ...(axis.kind === 'load'
        ? [column('series', 'Series'), column('level', 'Load', unit)]
        : [column('setting', 'Setting')]),
      ...[column('percentile', 'Percentile'), column('ms', name, 'ms'), column('runs', 'Runs')],
    ],
    spec: complete(axis.kind === 'load' ? curves(model, rows, metric) : ranges(model, rows, metric)),
  }
}

const column = (field: string, label: string, unit: string | null = null): Column => ({ field, label, unit })

function latencyRows({ series, setting, level, runs, ...row }: LevelRow, metric: 'ttft' | 'tpot'): readonly Row[] {
  return percentiles.flatMap((percentile) => {
    const ms = row[metric][percentile]
    return ms === null ? [] : [{ series, setting, level, percentile, ms, runs }]
  })
}

const msOf = (rows: readonly Row[]) => rows.map((row) => row['ms'] as number)

/** A linear axis would press the uncrowded loads onto the floor. */
const isWide = (values: readonly number[]) => Math.min(...values) > 0 && Math.max(...values) > 20 * Math.min(...values)

function scaleOf(values: readonly number[]): SpecBody {
  return msScale(isWide(values) ? { least: Math.min(...values), largest: Math.max(...values) } : null)
}

function curves(model: SweepReportModel, rows: readonly Row[], metric: 'ttft' | 'tpot'): SpecBody {
  const { charts } = model
  const values = msOf(rows)
  const alone = charts.series.length === 1
  const x = loadX(charts)
  const y = { field: 'ms', ...scaleOf(values) }
  const symbols = { symbolType: 'circle', symbolOpacity: 1 }
  const color = alone
    ? { field: 'percentile', ...seriesColour(shades, symbols) }
    : { field: 'series', ...seriesColour(seriesColours(charts), symbols) }
  const dashScale = { domain: percentiles, range: percentiles.map((name) => dashes[name]) }
  const strokeDash = alone
    ? undefined
    : { field: 'percentile', type: 'nominal', scale: dashScale, legend: { symbolType: 'stroke' } }
  const tooltip = [
    ...(alone ? [] : [{ field: 'series', title: 'setting' }]),
    { field: 'percentile', title: 'percentile' },
    tip('level', charts.axis.kind === 'load' ? loadUnit[charts.axis.over] : 'load'),
    tip('ms', 'ms'),
  ]
  const limits = charts.limits[metric].filter(({ ms }) => ms <= Math.max(...values) * (isWide(values) ? 10 : 1.6))
  const detail = { field: 'percentile' }
  return {
    height: plotHeight,
    layer: [
      ...saturationLayers(charts),
      { mark: { type: 'line' }, encoding: { x, y, color, detail, ...(strokeDash && { strokeDash }) } },
      { mark: { type: 'point', size: 34, shape: 'circle' }, encoding: { x, y, color, tooltip } },
      ...limitLayers(limits),
    ],
  }
}

/** From p50 to p99 a line, on it a dot for each percentile. */
function ranges({ charts }: SweepReportModel, rows: readonly Row[], metric: 'ttft' | 'tpot'): SpecBody {
  const limits = charts.limits[metric].filter(({ ms }) => ms <= 1.6 * Math.max(...msOf(rows)))
  const x = { field: 'ms', ...scaleOf(msOf(rows)) }
  const color = { field: 'percentile', ...seriesColour(shades, { symbolType: 'circle', symbolOpacity: 1 }) }
  const tooltip = [
    { field: 'setting', title: 'setting' },
    { field: 'percentile', title: 'percentile' },
    tip('ms', 'ms'),
  ]
  return {
    height: { step: settingStep },
    layer: [
      ...limits.map(({ ms }) => limitRule(ms)),
      {
        mark: { type: 'line', strokeWidth: 1.5, color: colour('grey') },
        encoding: { x, y: settingY, detail: { field: 'setting' } },
      },
      { mark: { type: 'point', size: 70, shape: 'circle' }, encoding: { x, y: settingY, color, tooltip } },
    ],
  }
}

/** A service level across all settings; its value is in the text. */
const limitRule = (ms: number): SpecBody => ({
  data: { values: [{ ms }] },
  mark: { type: 'rule', color: colour('purple'), strokeDash: [6, 4], strokeWidth: 1.5 },
  encoding: { x: { field: 'ms', type: 'quantitative' } },
})

function describe(model: SweepReportModel, rows: readonly Row[], metric: 'ttft' | 'tpot'): string {
  const { charts } = model
  const medians = rows.filter((row) => row['percentile'] === 'p50').map((row) => row['ms'] as number)
  const tails = rows.filter((row) => row['percentile'] === 'p99').map((row) => row['ms'] as number)
  const range = `The median goes from ${formatMs(Math.min(...medians))} to ${formatMs(Math.max(...medians))}, the 99th percentile from ${formatMs(Math.min(...tails))} to ${formatMs(Math.max(...tails))}.`
  const lines =
    charts.axis.kind === 'load' && charts.series.length > 1
      ? ' A colour for each setting; p50 unbroken, p90 dashed, p99 dotted.'
      : ''
  const limits = charts.limits[metric].map(({ label, ms }) => ` ${label}: ${trimZeros(formatMs(ms))}.`).join('')
  const scale = isWide(msOf(rows)) ? ' The scale is logarithmic.' : ''
  return `${range}${lines}${scale}${limits}${saturationText(model)}`
}
