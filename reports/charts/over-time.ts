import type { ReportModel } from '../../src/report/report-model.ts'
import type { Track, TrackName } from '../../src/report/chart-rows.ts'
import type { Chart, Column, OmittedChart, Row, SpecBody } from '../chart.ts'
import { formatCount, formatMs, formatSeconds, trimZeros } from '../format-number.ts'
import { complete, limitLayers, msScale, plotHeight, seriesColour, timeX, tip, warmupLayers } from '../spec-parts.ts'
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
  readonly of: string
  readonly empty: string
}

/** A latency over time: dots, median and 95th percentile per bin, warm-up shaded, SLO dashed; log scale when the largest value dwarfs the median. */
export function trackChart(model: ReportModel, name: TrackName, text: TrackText): Chart | OmittedChart {
  const track = model.charts.tracks[name]
  if (track.bins.length === 0) return { id: text.id, title: text.title, omitted: text.empty }
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
  const series = { [dot]: colour('grey'), p50: colour('blue'), p95: colour('vermillion') }
  const x = timeX('atS', model.charts.time)
  const y = { field: 'ms', ...msScale(log ? { least: least(track), largest: largest(track) } : null) }
  const color = { field: 'series', ...seriesColour(series, { symbolType: 'circle', symbolOpacity: 1 }) }
  const only = (wanted: string) => [
    { filter: { field: 'series', oneOf: wanted === 'line' ? ['p50', 'p95'] : [wanted] } },
  ]
  const dots = { type: 'point', shape: 'circle', size: 14, opacity: 0.5 }
  const tooltip = [{ field: 'series', title: 'series' }, tip('atS', 'at (s)'), tip('ms', 'ms')]
  return [
    ...warmupLayers(model.charts.time),
    {
      mark: dots,
      transform: only(dot),
      encoding: { x, y, color, tooltip: [tip('request', 'request', 'd'), ...tooltip.slice(1)] },
    },
    { mark: { type: 'line', strokeWidth: 2.25 }, transform: only('line'), encoding: { x, y, color } },
    { mark: { type: 'point', size: 60, opacity: 0 }, transform: only('line'), encoding: { x, y, tooltip } },
    ...limitLayers(shownLimits(track, log)),
  ]
}

function rowsOf(track: Track, dot: string): readonly Row[] {
  const line = (series: 'p50' | 'p95') =>
    track.bins.map((bin) => ({ series, atS: bin.atS, ms: series === 'p50' ? bin.p50Ms : bin.p95Ms, request: null }))
  const dots = track.points.map(({ atS, ms, request }) => ({ series: dot, atS, ms, request }))
  return [...line('p50'), ...line('p95'), ...dots]
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
  const medians = track.bins.map((bin) => bin.p50Ms)
  const range = `${formatMs(Math.min(...medians))} to ${formatMs(Math.max(...medians))}`
  const limits = track.limits.map((limit) => `${limit.label}: ${trimZeros(formatMs(limit.ms))}.`).join(' ')
  const scale = log ? ' The scale is logarithmic.' : ''
  return `Lines are the median and the 95th percentile per ${trimZeros(formatSeconds(track.binS))} over ${formatCount(track.total)} ${text.of}; the median ranges from ${range}.${scale} ${limits}`.trim()
}
