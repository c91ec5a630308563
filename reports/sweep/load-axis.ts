import type { LevelRow, SweepChartRows, SweepReportModel } from '../../src/report/sweep/sweep-model.ts'
import type { Column, SpecBody } from '../chart.ts'
import { formatCount, formatCounted, formatNumber, trimZeros } from '../format-number.ts'
import { seriesColour } from '../spec-parts.ts'
import { colour } from '../theme.ts'

/** Series that are told apart by colour; of more the rest is in the table. */
const palette = ['blue', 'vermillion', 'green', 'purple', 'amber', 'sky', 'grey'] as const

/** The series that a chart draws, a colour each. */
export function seriesColours({ series }: SweepChartRows): Readonly<Record<string, string>> {
  return Object.fromEntries(palette.slice(0, series.length).map((name, i) => [series[i] as string, colour(name)]))
}

/** What more series than colours, and runs without a load of the axis, leave out; null: nothing. */
export function seriesThinning({ series, leftOut }: SweepChartRows): string | null {
  const others =
    leftOut === 0 ? [] : [`${formatCounted(leftOut, 'run')} without such a load: the table of all runs has them.`]
  const more =
    series.length <= palette.length
      ? []
      : [
          `The first ${palette.length} of ${formatCount(series.length)} settings are drawn; the table of all runs has the others.`,
        ]
  return [...more, ...others].join(' ') || null
}

/** Rows of the series that are drawn. */
export const drawnRows = (charts: SweepChartRows): readonly LevelRow[] =>
  charts.rows.filter(({ series }) => charts.series.indexOf(series) < palette.length)

export const loadUnit = { rate: 'requests/s', users: 'users' } as const
const againstTexts = { load: 'against load', setting: 'by setting', repeat: 'run by run' } as const
/** How a chart's title says what its rows are set against. */
export const againstWhat = ({ axis }: SweepChartRows) => againstTexts[axis.kind]

/** The columns that say which runs a row is of. */
export const placeColumns = ({ axis }: SweepChartRows): readonly Column[] => [
  { field: 'series', label: 'Series', unit: null },
  axis.kind === 'load'
    ? { field: 'level', label: 'Load', unit: loadUnit[axis.over] }
    : { field: 'setting', label: axis.kind === 'repeat' ? 'Run' : 'Setting', unit: null },
]

const axisTitle = { rate: 'load offered (requests per second)', users: 'users at a time' } as const

/** The axis of all charts against load: logarithmic where loads span a factor of eight, with a tick at each of them. */
export function loadX({ axis, rows }: SweepChartRows): SpecBody {
  const levels = [...new Set(rows.flatMap(({ level }) => level ?? []))].sort((a, b) => a - b)
  const [least = 1, most = 1] = [levels[0], levels.at(-1)]
  const isLog = levels.length > 2 && least > 0 && most / least >= 8
  const pad = isLog ? (most / least) ** 0.02 : 1
  const domain = isLog ? [least / pad, most * pad] : [least - 0.03 * (most - least), most + 0.03 * (most - least)]
  return {
    field: 'level',
    type: 'quantitative',
    title: axis.kind === 'load' ? axisTitle[axis.over] : null,
    scale: isLog ? { type: 'log', domain, nice: false } : { domain, nice: false, zero: false },
    axis: { values: levels, tickCount: levels.length, labelExpr: "format(datum.value, ',~r')" },
  }
}

/** Where each series is saturated: a dashed line, named where there is one alone. */
export function saturationLayers(charts: SweepChartRows): readonly SpecBody[] {
  const { saturation, series, axis } = charts
  if (axis.kind !== 'load' || saturation.length === 0) return []
  const drawn = saturation.filter((each) => series.indexOf(each.series) < palette.length)
  const data = { values: drawn.map((each) => ({ series: each.series, level: each.level })) }
  const x = { ...loadX(charts), axis: undefined }
  const alone = series.length === 1
  const tint = alone ? { value: colour('muted') } : { field: 'series', ...seriesColour(seriesColours(charts)) }
  const rule = { type: 'rule', strokeDash: [2, 3], strokeWidth: 1.5 }
  const tooltip = [
    { field: 'series', title: 'saturated: series' },
    { field: 'level', title: 'at', type: 'quantitative' },
  ]
  const name = { type: 'text', text: 'saturated', align: 'left', baseline: 'top', dx: 4, dy: 2 }
  const layers: SpecBody[] = [{ data, mark: rule, encoding: { x, color: tint, tooltip } }]
  return alone ? [...layers, { data, mark: name, encoding: { x, y: { value: 0 } } }] : layers
}

/** In words: where the dashed lines stand. */
export function saturationText({ charts: { axis, saturation, series } }: SweepReportModel): string {
  if (axis.kind !== 'load' || saturation.length === 0) return ''
  const at = saturation.map((each) => {
    const of = series.length === 1 ? '' : `${each.series} `
    return `${of}at ${trimZeros(formatNumber(each.level))} ${loadUnit[axis.over]}`
  })
  return ` Saturated (dotted line): ${at.join('; ')}.`
}

/** The axis of names, for groups of runs that are no curve. */
export const settingY = {
  field: 'setting',
  type: 'nominal',
  sort: null,
  title: null,
  axis: { minExtent: 112, maxExtent: 112, labelLimit: 106, grid: false, labelColor: colour('ink'), titleX: null },
}

/** Room for each name, px. */
export const settingStep = 34
