import type { ReportModel } from '../../src/report/report-model.ts'
import type { Chart, OmittedChart, Row } from '../chart.ts'
import { formatCount, formatMs, msAxisLabel } from '../format-number.ts'
import { complete, limitLayers, plotHeight, seriesColour, tip } from '../spec-parts.ts'
import { colour } from '../theme.ts'

const id = 'ttft-by-input'
const title = 'Time to first token against prompt length'
const series = { request: colour('grey'), median: colour('blue') }

/** What a longer prompt costs. */
export function inputLengthChart(model: ReportModel): Chart | OmittedChart {
  const { points, bins, thinning } = model.charts.inputLength
  if (points.length === 0) return { id, title, omitted: 'No request brought a first token that could be timed.' }
  const x = { field: 'inputTokens', type: 'quantitative', title: 'prompt tokens', scale: { zero: false } }
  const y = { field: 'ms', type: 'quantitative', title: null, scale: scaleOf(model), axis: { labelExpr: msAxisLabel } }
  const color = { field: 'series', ...seriesColour(series, { symbolType: 'stroke', symbolOpacity: 1 }) }
  const only = (wanted: string) => [{ filter: { field: 'series', equal: wanted } }]
  const tooltip = [tip('request', 'request', 'd'), tip('inputTokens', 'prompt tokens', ',d'), tip('ms', 'TTFT (ms)')]
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
      ...points.map(
        (point): Row => ({
          series: 'request',
          inputTokens: point.inputTokens,
          ms: point.ttftMs,
          request: point.request,
        }),
      ),
    ],
    spec: complete({
      height: plotHeight,
      layer: [
        {
          mark: { type: 'point', shape: 'circle', size: 14, opacity: 0.5 },
          transform: only('request'),
          encoding: { x, y, color, tooltip },
        },
        {
          mark: { type: 'line', strokeWidth: 2.25, point: { size: 28 } },
          transform: only('median'),
          encoding: { x, y, color },
        },
        ...limitLayers(model.charts.tracks.ttft.limits.filter((limit) => limit.ms <= 1.6 * largest(model))),
      ],
    }),
  }
}

const largest = (model: ReportModel) => Math.max(...model.charts.inputLength.points.map((point) => point.ttftMs))

function scaleOf(model: ReportModel): { type?: 'log'; zero?: boolean } {
  const values = model.charts.inputLength.points.map((point) => point.ttftMs).sort((a, b) => a - b)
  const least = values[0] as number
  const middle = values[Math.floor(values.length / 2)] as number
  return least > 0 && largest(model) > 15 * middle ? { type: 'log' } : { zero: true }
}

function describe({ charts: { inputLength } }: ReportModel): string {
  const { bins, total } = inputLength
  const first = bins[0]
  const last = bins.at(-1)
  const start = `Each dot is one of ${formatCount(total)} measured requests.`
  if (first === undefined || last === undefined || bins.length < 2)
    return `${start} There are too few, or too few lengths, for a line.`
  return `${start} The line is the median of groups with equally many requests: ${formatMs(first.p50Ms)} around ${formatCount(first.inputTokens)} prompt tokens, ${formatMs(last.p50Ms)} around ${formatCount(last.inputTokens)}.`
}
