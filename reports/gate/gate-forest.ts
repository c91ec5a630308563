import type { GateReport, ReportedMetric } from '../../src/report/gate/gate-report.ts'
import type { Chart, OmittedChart, Row, SpecBody } from '../chart.ts'
import { changeAxis, nameAxis, zeroRule } from '../compare/change-axis.ts'
import { formatChange, formatShare } from '../format-number.ts'
import { complete } from '../spec-parts.ts'
import { colour } from '../theme.ts'

const title = 'Effects with their simultaneous bounds; to the right is worse'
/** Bounds are drawn to here at most: a figure halved and one three times as bad. */
const reach = { least: -0.5, most: 2 }

/** The effect on every metric as a dot on the line between its bounds, beside the margin of the policy. */
export function gateForestChart({ metrics, inference }: GateReport): Chart | OmittedChart {
  const rows = metrics.flatMap(forestRow)
  const id = 'gate-forest'
  if (rows.length === 0 || inference === null) return { id, title, omitted: 'Nothing was inferred from these runs.' }
  return {
    ...{ id, title, thinning: null, rows },
    description: `A line that crosses zero leaves open whether the metric changed; one wholly beyond its margin, the square, is a regression, one that ends before it passes. ${rows.map((row) => `${row['label']}: ${row['text']}, margin ${row['marginText']}, ${row['verdict']}`).join('; ')}.`,
    columns: [
      { field: 'label', label: 'Metric', unit: null },
      { field: 'effect', label: 'Effect, + is worse', unit: null },
      { field: 'low', label: 'Lower bound', unit: null },
      { field: 'high', label: 'Upper bound', unit: null },
      { field: 'margin', label: 'Margin', unit: null },
      { field: 'detectable', label: 'Detectable', unit: null },
      { field: 'p', label: 'p, adjusted', unit: null },
      { field: 'verdict', label: 'Verdict', unit: null },
    ],
    spec: complete({ height: { step: 34 }, layer: layers(rows) }),
  }
}

function forestRow(metric: ReportedMetric): Row[] {
  const { label, effectShare, lowerShare, upperShare, marginShare, verdict } = metric
  if (effectShare === null) return []
  const within = (value: number | null, edge: number) =>
    value === null ? edge : Math.min(reach.most, Math.max(reach.least, value))
  return [
    {
      ...{ label, effect: effectShare, low: lowerShare, high: upperShare, margin: marginShare, verdict },
      ...{ detectable: metric.detectableShare, p: metric.pValue },
      ...{ from: within(lowerShare, reach.least), to: within(upperShare, reach.most), at: within(effectShare, 0) },
      short: formatChange(effectShare),
      text: `${formatChange(effectShare)} (${formatChange(lowerShare)} to ${formatChange(upperShare)})`,
      marginText: formatShare(marginShare),
    },
  ]
}

function layers(rows: readonly Row[]): readonly SpecBody[] {
  const ends = rows.flatMap((row) => [row['from'] as number, row['to'] as number, row['margin'] as number])
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)]
  const room = Math.max(0.005, (most - least) * 0.1)
  const scale = { domain: [least - room, most + room], nice: false }
  const x = (field: string) => ({ field, type: 'quantitative', title: null, scale, axis: changeAxis })
  const y = { field: 'label', type: 'nominal', sort: null, title: null, axis: nameAxis }
  const color = verdictColour
  const margin = { type: 'point', shape: 'square', size: 70, color: colour('purple') }
  const caption = { type: 'text', dy: -11, color: colour('ink') }
  return [
    zeroRule(),
    { mark: margin, encoding: { x: x('margin'), y } },
    { mark: { type: 'rule', strokeWidth: 3 }, encoding: { x: x('from'), x2: { field: 'to' }, y, color } },
    { mark: { type: 'point', size: 80, shape: 'circle' }, encoding: { x: x('at'), y, color, tooltip } },
    { mark: caption, encoding: { x: x('at'), y, text: { field: 'short' } } },
  ]
}

/** Green passes, orange is a regression, amber warns; what was not decided is grey. */
const verdictColour = {
  field: 'verdict',
  type: 'nominal',
  legend: null,
  scale: {
    domain: ['pass', 'warn', 'regression', 'inconclusive', 'incomparable'],
    range: [colour('green'), colour('amber'), colour('vermillion'), colour('grey'), colour('grey')],
  },
}

const tooltip = [
  { field: 'label', title: 'metric' },
  { field: 'text', title: 'effect (bounds)' },
  { field: 'marginText', title: 'margin' },
  { field: 'verdict', title: 'verdict' },
]
