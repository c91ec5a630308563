import type { ReportModel } from '../../src/report/report-model.ts'
import type { Chart, OmittedChart, Row } from '../chart.ts'
import { formatCount, formatMs } from '../format-number.ts'
import { complete, dotStyle, limitLayers, msScale, plotHeight, seriesColour, tip } from '../spec-parts.ts'
import { colour } from '../theme.ts'

const id = 'ttft-by-input'
const title = 'Time to first token against prompt length'

/** What a longer prompt costs. */
export function inputLengthChart(model: ReportModel): Chart | OmittedChart {
  const { points, bins, thinning } = model.charts.inputLength
  if (points.length === 0) return { id, title, omitted: 'No request brought a first token that could be timed.' }
  return {
    id,
    title,
    description: describe(model),
    thinning,
    columns: [
      { field: 'series', label: 'Series', unit: null },
      { field: 'inputTokens', label: 'Prompt tokens', unit: null },
      { field: 'ms', label: 'TTFT', unit: 'ms' },
      { field: 'request', label: 'Request', unit: null },
    ],
    rows: [
      ...bins.map((bin): Row => ({ series: 'median', inputTokens: bin.inputTokens, ms: bin.p50Ms, request: null })),
      ...points.map((p): Row => ({ series: 'request', inputTokens: p.inputTokens, ms: p.ttftMs, request: p.request })),
    ],
    spec: complete({ height: plotHeight, layer: layers(model) }),
  }
}

function layers(model: ReportModel) {
  const x = { field: 'inputTokens', type: 'quantitative', title: 'prompt tokens', ...tokenScale(model) }
  const y = { field: 'ms', ...msScale(logRange(model)) }
  const { bins } = model.charts.inputLength
  const series = { request: colour('grey'), ...(bins.length > 0 && { median: colour('blue') }) }
  const color = { field: 'series', ...seriesColour(series, { symbolType: 'circle', symbolOpacity: 1 }) }
  const only = (wanted: string) => [{ filter: { field: 'series', equal: wanted } }]
  const tooltip = [tip('request', 'request', 'd'), tip('inputTokens', 'prompt tokens', ',d'), tip('ms', 'TTFT (ms)')]
  const dots = { type: 'point', shape: 'circle', ...dotStyle(model.charts.inputLength.points.length) }
  const line = { type: 'line', strokeWidth: 2.25, point: { size: 28 } }
  return [
    { mark: dots, transform: only('request'), encoding: { x, y, color, tooltip } },
    { mark: line, transform: only('median'), encoding: { x, y, color } },
    ...limitLayers(model.charts.tracks.ttft.limits.filter((limit) => limit.ms <= 1.6 * largest(model))),
  ]
}

/** Whole tokens; a single length gets room on both sides. */
function tokenScale({ charts: { inputLength } }: ReportModel) {
  const lengths = inputLength.points.map((point) => point.inputTokens)
  const [least, most] = [Math.min(...lengths), Math.max(...lengths)]
  const domain = least === most ? { domain: [Math.max(0, least - 5), least + 5] } : {}
  return { scale: { zero: false, ...domain }, axis: { format: ',d', tickMinStep: 1 } }
}

const largest = (model: ReportModel) => Math.max(...model.charts.inputLength.points.map((point) => point.ttftMs))

/** The range of a logarithmic axis, where a linear one would show little but the outliers. */
function logRange(model: ReportModel): { least: number; largest: number } | null {
  const values = model.charts.inputLength.points.map((point) => point.ttftMs).sort((a, b) => a - b)
  const least = values[0] as number
  const middle = values[Math.floor(values.length / 2)] as number
  return least > 0 && largest(model) > 15 * middle ? { least, largest: largest(model) } : null
}

function describe({ charts: { inputLength } }: ReportModel): string {
  const { bins, total } = inputLength
  const first = bins[0]
  const last = bins.at(-1)
  const start =
    total === 1 ? 'The dot is the one measured request.' : `Each dot is one of ${formatCount(total)} measured requests.`
  if (first === undefined || last === undefined || bins.length < 2)
    return `${start} A line needs more requests or more lengths.`
  return `${start} The line is the median of groups of about equally many requests: ${formatMs(first.p50Ms)} around ${formatCount(first.inputTokens)} prompt tokens, ${formatMs(last.p50Ms)} around ${formatCount(last.inputTokens)}.`
}
