import type { ReportModel } from '../../src/report/report-model.ts'
import type { Chart, OmittedChart } from '../chart.ts'
import { formatCount, formatShare, shareAxisLabel } from '../format-number.ts'
import { complete, tip } from '../spec-parts.ts'
import { colour } from '../theme.ts'

const id = 'slo'
const title = 'Share of requests within each service level'

/** Which level is missed most. */
export function sloChart(model: ReportModel): Chart | OmittedChart {
  const { slo } = model.charts
  if (slo.length === 0)
    return { id, title, omitted: 'The workload sets no service levels (slo: {ttft: 200ms, tpot: 100ms}).' }
  const many = new Set(slo.map((row) => row.className)).size > 1
  const rows = slo.map((row) => ({
    ...row,
    level: many ? `${row.className}: ${row.label}` : row.label,
    text: formatShare(row.share),
  }))
  const y = {
    field: 'level',
    type: 'nominal',
    sort: null,
    title: null,
    axis: { minExtent: 0, maxExtent: 400, labelLimit: 260, labelColor: colour('ink'), grid: false },
  }
  const x = {
    field: 'share',
    type: 'quantitative',
    title: null,
    scale: { domain: [0, 1] },
    axis: { labelExpr: shareAxisLabel, grid: true, values: [0, 0.25, 0.5, 0.75, 1] },
  }
  const color = { condition: { test: "datum.criterion === 'all'", value: colour('blue') }, value: colour('sky') }
  const tooltip = [{ field: 'level', title: 'level' }, tip('met', 'met by', ',d'), tip('of', 'of', ',d')]
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
    spec: complete({
      height: { step: 34 },
      encoding: { y },
      layer: [
        {
          mark: { type: 'bar', height: 16, color: colour('shade') },
          encoding: { x: { ...x, datum: 1, field: undefined } },
        },
        { mark: { type: 'bar', height: 16 }, encoding: { x, color, tooltip } },
        {
          mark: { type: 'text', align: 'right', baseline: 'bottom', dy: -8, color: colour('ink'), fontWeight: 600 },
          encoding: { x: { value: 'width' }, text: { field: 'text' } },
        },
      ],
    }),
  }
}

function describe({ charts: { slo } }: ReportModel): string {
  const lines = slo.map(
    (row) =>
      `${row.className === 'default' ? '' : `${row.className}, `}${row.label}: ${formatCount(row.met)} of ${formatCount(row.of)} (${formatShare(row.share)})`,
  )
  return `Of the measured requests; a failed one meets no level. ${lines.join('; ')}.`
}
