import type { ReportModel } from '../../src/report/report-model.ts'
import type { Chart, OmittedChart } from '../chart.ts'
import { formatCount, formatMs, msAxisLabel } from '../format-number.ts'
import { complete, plotHeight, seriesColour, tip } from '../spec-parts.ts'
import { colour } from '../theme.ts'

const id = 'itl-by-token'
const title = 'Time between tokens by place in the answer'
const noGaps = 'No answer arrived in more than one piece, so there are no gaps between tokens.'
const fewGaps = 'No place in the answer has the ten gaps that a median needs.'
const series = { 'p10 to p90': colour('sky'), p50: colour('blue') }

/** Does decoding slow down as the context grows. */
export function tokenIndexChart(model: ReportModel): Chart | OmittedChart {
  const rows = model.charts.tokenIndex
  const gaps = model.charts.tracks.itl.total
  if (rows.length === 0) return { id, title, omitted: gaps === 0 ? noGaps : fewGaps }
  const x = {
    field: 'firstToken',
    type: 'quantitative',
    title: 'token of the answer',
    scale: { nice: false, zero: false },
  }
  const y = (field: string) => ({ field, type: 'quantitative', title: null, axis: { labelExpr: msAxisLabel } })
  const color = (name: string) => ({ datum: name, ...seriesColour(series, { symbolOpacity: 1, symbolType: 'circle' }) })
  const tooltip = [
    tip('firstToken', 'from token', 'd'),
    tip('lastToken', 'to token', 'd'),
    tip('p10Ms', 'p10 (ms)'),
    tip('p50Ms', 'p50 (ms)'),
    tip('p90Ms', 'p90 (ms)'),
    tip('n', 'gaps', ',d'),
  ]
  return {
    id,
    title,
    description: describe(model),
    thinning: null,
    columns: [
      { field: 'firstToken', label: 'From token', unit: null },
      { field: 'lastToken', label: 'To token', unit: null },
      { field: 'n', label: 'Gaps', unit: null },
      { field: 'p10Ms', label: 'p10', unit: 'ms' },
      { field: 'p50Ms', label: 'p50', unit: 'ms' },
      { field: 'p90Ms', label: 'p90', unit: 'ms' },
    ],
    rows: rows.map((row) => ({ ...row })),
    spec: complete({
      height: plotHeight,
      layer: [
        {
          mark: { type: 'area', opacity: 0.4 },
          encoding: { x, y: y('p10Ms'), y2: { field: 'p90Ms' }, color: color('p10 to p90') },
        },
        { mark: { type: 'line' }, encoding: { x, y: y('p50Ms'), color: color('p50') } },
        { mark: { type: 'rule', opacity: 0, strokeWidth: 8 }, encoding: { x, tooltip } },
      ],
    }),
  }
}

function describe({ charts: { tokenIndex: rows } }: ReportModel): string {
  const first = rows[0] as (typeof rows)[number]
  const last = rows.at(-1) as (typeof rows)[number]
  const width = first.lastToken - first.firstToken + 1
  const per = width === 1 ? 'each place' : `every ${formatCount(width)} places`
  const course =
    formatMs(first.p50Ms) === formatMs(last.p50Ms)
      ? `${formatMs(first.p50Ms)} at the start and at token ${formatCount(last.firstToken)}`
      : `${formatMs(first.p50Ms)} at the start and ${formatMs(last.p50Ms)} at token ${formatCount(last.firstToken)}`
  return `Median and the middle 80 % of the gaps before a token, for ${per} in the answer. The median is ${course}. Places with fewer than ten gaps are left out.`
}
