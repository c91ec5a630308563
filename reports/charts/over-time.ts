import type { ReportModel } from '../../src/report/report-model.ts'
import type { Track, TrackName } from '../../src/report/chart-rows.ts'
import type { Chart, Column, OmittedChart, Row, SpecBody } from '../chart.ts'
import { formatCounted, formatMs, formatMsRange, formatSeconds, trimZeros } from '../format-number.ts'
import {
  complete,
  dotStyle,
  limitLayers,
  msScale,
  plotHeight,
  seriesColour,
  timeX,
  tip,
  warmupLayers,
} from '../spec-parts.ts'
import { colour } from '../theme.ts'

const columns: readonly Column[] = [
  { field: 'series', label: 'Series', unit: null },
  { field: 'atS', label: 'At', unit: 's' },
  { field: 'ms', label: 'Latency', unit: 'ms' },
  { field: 'request', label: 'Request', unit: null },
]

/** What one chart over time is called and what a dot of it is. */
export interface TrackText {
  readonly id: string
  readonly title: string
  readonly dot: string
  /** What a value belongs to, in the singular, and what else is to be said of each. */
  readonly of: string
  readonly each: string
  readonly empty: string
}

/** A latency over time: dots, median and 95th percentile per bin, warm-up shaded, SLO dashed; log scale when the largest value dwarfs the median. */
export function trackChart(model: ReportModel, name: TrackName, text: TrackText): Chart | OmittedChart {
  const track = model.charts.tracks[name]
  if (track.points.length === 0) return { id: text.id, title: text.title, omitted: text.empty }
  const log = needsLog(track)
  return {
    id: text.id,
    title: text.title,
    description: describe(track, text, log),
    thinning: track.thinning,
    columns,
    rows: rowsOf(track, text.dot),
    spec: complete({ height: plotHeight, layer: layers(model, track, text.dot, log) }),
  }
}

function layers(model: ReportModel, track: Track, dot: string, log: boolean): readonly SpecBody[] {
  const lines = { p50: colour('blue'), p95: colour('vermillion') }
  const drawn = Object.entries(lines).filter(([line]) => lineRows(track, line as Line).length > 0)
  const series = { [dot]: colour('grey'), ...Object.fromEntries(drawn) }
  const x = timeX('atS', model.charts.time)
  const y = { field: 'ms', ...msScale(log ? { least: least(track), largest: largest(track) } : null) }
  const color = { field: 'series', ...seriesColour(series, { symbolType: 'circle', symbolOpacity: 1 }) }
  const only = (wanted: string) => [
    { filter: { field: 'series', oneOf: wanted === 'line' ? ['p50', 'p95'] : [wanted] } },
  ]
  const dots = { type: 'point', shape: 'circle', ...dotStyle(track.points.length) }
  const line = { type: 'line', strokeWidth: 2.25, point: track.bins.length < 12 ? { size: 28 } : false }
  const tooltip = [{ field: 'series', title: 'series' }, tip('atS', 'at (s)'), tip('ms', 'ms')]
  return [
    ...warmupLayers(model.charts.time),
    {
      mark: dots,
      transform: only(dot),
      encoding: { x, y, color, tooltip: [tip('request', 'request', 'd'), ...tooltip.slice(1)] },
    },
    { mark: line, transform: only('line'), encoding: { x, y, color } },
    { mark: { type: 'point', size: 60, opacity: 0 }, transform: only('line'), encoding: { x, y, tooltip } },
    ...limitLayers(shownLimits(track, log)),
  ]
}

function rowsOf(track: Track, dot: string): readonly Row[] {
  const dots = track.points.map(({ atS, ms, request }) => ({ series: dot, atS, ms, request }))
  return [...lineRows(track, 'p50'), ...lineRows(track, 'p95'), ...dots]
}

/** A bin enters a line when it has so many values: of fewer, a percentile is but one of them, and a line through it a tale. */
const leastValues = { p50: 5, p95: 20 } as const
type Line = keyof typeof leastValues

function lineRows(track: Track, series: Line): readonly Row[] {
  return track.bins
    .filter((bin) => bin.n >= leastValues[series])
    .map((bin) => ({ series, atS: bin.atS, ms: series === 'p50' ? bin.p50Ms : bin.p95Ms, request: null }))
}

const largest = (track: Track) =>
  Math.max(...track.points.map((point) => point.ms), ...track.bins.map((bin) => bin.p95Ms))

const least = (track: Track) =>
  Math.min(...track.points.map((point) => point.ms), ...track.bins.map((bin) => bin.p50Ms))

/** A linear axis would press everything but the outliers onto the floor. */
function needsLog(track: Track): boolean {
  const medians = track.bins.map((bin) => bin.p50Ms).sort((a, b) => a - b)
  const middle = medians[Math.floor(medians.length / 2)] as number
  return least(track) > 0 && largest(track) > 15 * middle
}

/** A threshold far above all values would flatten the data: it is named in the description instead. */
const shownLimits = (track: Track, log: boolean) =>
  track.limits.filter((limit) => limit.ms <= largest(track) * (log ? 10 : 1.6))

function describe(track: Track, text: TrackText, log: boolean): string {
  const limits = track.limits.map((limit) => `${limit.label}: ${trimZeros(formatMs(limit.ms))}.`).join(' ')
  const scale = log ? ' The scale is logarithmic.' : ''
  return `${describeLines(track, text)}${scale} ${limits}`.trim()
}

function describeLines(track: Track, { of, each }: TrackText): string {
  const per = trimZeros(formatSeconds(track.binS))
  const medians = lineRows(track, 'p50').map((row) => row['ms'] as number)
  const values = `${formatCounted(track.total, of)}${each}`
  if (medians.length === 0) return `A dot for each of ${values}: too few for lines.`
  const [least, largest] = [Math.min(...medians), Math.max(...medians)]
  const range =
    formatMs(least) === formatMs(largest)
      ? `is ${formatMs(least)} throughout`
      : `ranges from ${formatMsRange(least, largest)}`
  const lines =
    lineRows(track, 'p95').length > 0
      ? `Lines are the median and the 95th percentile per ${per}, where there are ${leastValues.p50} and ${leastValues.p95} values`
      : `The line is the median per ${per}, where there are ${leastValues.p50} values`
  return `${lines}; ${values}. The median ${range}.`
}
