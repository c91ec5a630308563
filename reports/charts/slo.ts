import type { ReportModel } from '../../src/report/report-model.ts'
import type { Chart, OmittedChart } from '../chart.ts'
import { formatCount, formatShare } from '../format-number.ts'
import { complete, plotHeight, tip } from '../spec-parts.ts'
import { colour } from '../theme.ts'

const id = 'slo'
const title = 'Share of requests within each service level'
const unset = 'The workload sets no service levels, e.g. slo: {ttft: 200ms, tpot: 100ms}.'

/** Which level is missed most. */
export function sloChart(model: ReportModel): Chart | OmittedChart {
  const { slo } = model.charts
  if (slo.length === 0) return { id, title, omitted: model.charts.sloSet ? 'No request was measured.' : unset }
  const many = new Set(slo.map((row) => row.className)).size > 1
  const rows = slo.map((row) => {
    const level = many ? `${row.className}: ${row.label}` : row.label
    return { ...row, level, text: formatShare(row.share) }
  })
  return {
    id,
    title,
    description: describe(model),
    thinning: null,
    columns: [
      { field: 'className', label: 'Class', unit: null },
      { field: 'label', label: 'Level', unit: null },
      { field: 'met', label: 'Met by', unit: null },
      { field: 'of', label: 'Of', unit: null },
      { field: 'share', label: 'Share', unit: null },
    ],
    rows,
    spec: complete({ height: { step: Math.max(44, Math.min(76, plotHeight / slo.length)) }, encoding: { y }, layer }),
  }
}

const y = { field: 'level', type: 'nominal', sort: null, axis: null }
const x = { field: 'share', type: 'quantitative', title: null, scale: { domain: [0, 1] }, axis: null }
const bar = { type: 'bar', height: 14, yOffset: 12, cornerRadius: 3 }
const caption = { type: 'text', baseline: 'bottom', dy: 0, fontSize: 12.5, color: colour('ink') }
const tooltip = [{ field: 'level', title: 'level' }, tip('met', 'met by', ',d'), tip('of', 'of', ',d')]
const barColour = { condition: { test: "datum.criterion === 'all'", value: colour('blue') }, value: colour('sky') }

/** A track per level, filled as far as it was met, its name and share above. */
const layer = [
  { mark: { ...bar, color: colour('grid') }, encoding: { x: { ...x, field: undefined, datum: 1 } } },
  { mark: bar, encoding: { x, color: barColour, tooltip } },
  { mark: { ...caption, align: 'left' }, encoding: { x: { value: 0 }, text: { field: 'level' } } },
  {
    mark: { ...caption, align: 'right', fontWeight: 600 },
    encoding: { x: { value: 'width' }, text: { field: 'text' } },
  },
]

function describe({ charts: { slo } }: ReportModel): string {
  const lines = slo.map((row) => {
    const of = row.className === 'default' ? '' : `${row.className}, `
    return `${of}${row.label}: ${formatCount(row.met)} of ${formatCount(row.of)} (${formatShare(row.share)})`
  })
  return `Share of the measured requests; a failed one meets no level. ${lines.join('; ')}.`
}
