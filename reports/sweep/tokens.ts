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

const id = 'tokens-by-load'
const y = { field: 'tokensPerS', type: 'quantitative', title: null, scale: { zero: true } }

/** What the target makes in all: it stops growing where the target is saturated. */
export function tokensByLoad(model: SweepReportModel): Chart | OmittedChart {
  const { charts } = model
  const { axis } = charts
  const title = `Output tokens per second ${againstWhat(charts)}`
  const rows = drawnRows(charts).flatMap(({ series, setting, level, runs, outputTokensPerS }) =>
    outputTokensPerS === null ? [] : [{ series, setting, level, tokensPerS: outputTokensPerS, runs }],
  )
  if (rows.length === 0) return { id, title, omitted: 'No answer held a token that could be counted.' }
  const most = Math.max(...rows.map(({ tokensPerS }) => tokensPerS))
  return {
    ...{ id, title, thinning: seriesThinning(charts), rows },
    description: `Output tokens that arrived in the window, per second, prompts not counted: at most ${formatNumber(most)}.${saturationText(model)}`,
    columns: [
      ...placeColumns(charts),
      { field: 'tokensPerS', label: 'Output', unit: 'tok/s' },
      { field: 'runs', label: 'Runs', unit: null },
    ],
    spec: complete(axis.kind === 'load' ? curves(model) : bars),
  }
}

function curves({ charts }: SweepReportModel): SpecBody {
  const x = loadX(charts)
  const color =
    charts.series.length === 1
      ? { value: colour('blue') }
      : { field: 'series', ...seriesColour(seriesColours(charts), { symbolType: 'circle', symbolOpacity: 1 }) }
  const tooltip = [
    { field: 'series', title: 'setting' },
    tip('level', charts.axis.kind === 'load' ? loadUnit[charts.axis.over] : 'load'),
    tip('tokensPerS', 'tok/s'),
  ]
  return {
    height: plotHeight,
    layer: [
      ...saturationLayers(charts),
      { mark: { type: 'line' }, encoding: { x, y, color } },
      { mark: { type: 'point', size: 34, shape: 'circle' }, encoding: { x, y, color, tooltip } },
    ],
  }
}

const bars: SpecBody = {
  height: { step: settingStep },
  mark: { type: 'bar', height: 14, color: colour('blue') },
  encoding: {
    x: y,
    y: settingY,
    tooltip: [{ field: 'setting', title: 'setting' }, tip('tokensPerS', 'tok/s')],
  },
}
