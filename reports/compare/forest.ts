import type { Comparison, MetricChange } from '../../src/report/comparison/comparison.ts'
import type { Chart, OmittedChart, Row, SpecBody } from '../chart.ts'
import { formatChange, formatShare } from '../format-number.ts'
import { complete } from '../spec-parts.ts'
import { colour } from '../theme.ts'
import { changeAxis, findingColour, nameAxis, zeroRule } from './change-axis.ts'

const title = 'Relative change with its simultaneous bounds'
/** Bounds are drawn to here at most: a time tripled and one of a tenth. */
const reach = { least: -0.9, most: 2 }

/** The change of every metric that has bounds, as a dot on the line between them, with the margin where one was named. */
export function forestChart(comparison: Comparison, alone = true): Chart | OmittedChart {
  const { sides, inference, metrics } = comparison
  const id = alone ? 'forest' : `forest-${sides.b.letter.toLowerCase()}`
  const named = alone ? title : `${title}: ${sides.b.letter} against ${sides.a.letter}`
  if (inference.kind === 'none') return { id, title: named, omitted: `No bounds: ${inference.reason}.` }
  const rows = metrics.flatMap(forestRow)
  const { margin } = inference
  return {
    ...{ id, title: named, thinning: null, rows },
    description: describe(rows, margin, inference.level),
    columns: [
      { field: 'label', label: 'Metric', unit: null },
      { field: 'relative', label: 'Relative change', unit: null },
      { field: 'low', label: 'Lower bound', unit: null },
      { field: 'high', label: 'Upper bound', unit: null },
      { field: 'detectable', label: 'Detectable', unit: null },
      { field: 'p', label: 'p, adjusted', unit: null },
      { field: 'finding', label: 'Says', unit: null },
    ],
    spec: complete({ height: { step: 34 }, layer: layers(rows, margin) }),
  }
}

function forestRow(change: MetricChange): Row[] {
  const { inferred, relative } = change
  if (inferred === null || relative === null) return []
  const { low, high, p, detectable, finding } = inferred
  const within = (value: number | null, edge: number) =>
    value === null ? edge : Math.min(reach.most, Math.max(reach.least, value))
  return [
    {
      label: [change.label, change.statistic].filter(Boolean).join(' '),
      ...{ relative, low, high, detectable, p, finding },
      ...{ from: within(low, reach.least), to: within(high, reach.most) },
      at: within(relative, 0),
      short: formatChange(relative),
      text: `${formatChange(relative)} (${formatChange(low)} to ${formatChange(high)})`,
    },
  ]
}

function layers(rows: readonly Row[], margin: number | null): readonly SpecBody[] {
  const ends = rows.flatMap((row) => [row['from'] as number, row['to'] as number])
  const limits = margin === null ? [] : [-margin, margin]
  const [least, most] = [Math.min(0, ...ends, ...limits), Math.max(0, ...ends, ...limits)]
  const room = Math.max(0.005, (most - least) * 0.1)
  const scale = { domain: [least - room, most + room], nice: false }
  const x = (field: string) => ({ field, type: 'quantitative', title: null, scale, axis: changeAxis })
  const y = { field: 'label', type: 'nominal', sort: null, title: null, axis: nameAxis }
  const color = findingColour
  const caption = { type: 'text', dy: -11, color: colour('ink') }
  return [
    zeroRule(),
    ...(margin === null ? [] : [marginRules(margin)]),
    { mark: { type: 'rule', strokeWidth: 3 }, encoding: { x: x('from'), x2: { field: 'to' }, y, color } },
    { mark: { type: 'point', size: 80, shape: 'circle' }, encoding: { x: x('at'), y, color, tooltip } },
    { mark: caption, encoding: { x: x('at'), y, text: { field: 'short' } } },
  ]
}

const marginRules = (margin: number): SpecBody => ({
  data: { values: [{ margin: -margin }, { margin }] },
  mark: { type: 'rule', color: colour('purple'), strokeDash: [6, 4], strokeWidth: 1.5 },
  encoding: { x: { field: 'margin', type: 'quantitative' } },
})

const tooltip = [
  { field: 'label', title: 'metric' },
  { field: 'text', title: 'change (bounds)' },
  { field: 'finding', title: 'says' },
]

function describe(rows: readonly Row[], margin: number | null, level: number): string {
  const lines = margin === null ? '' : ` Dashed: the margin of ${formatShare(margin)}.`
  const beyond = rows.some((row) => row['from'] === reach.least || row['to'] === reach.most)
  const cut = beyond ? ' Bounds beyond the drawing end at its edge; the table has them.' : ''
  return `A line that crosses zero leaves open whether the metric changed at all; all lines hold at once with ${formatShare(1 - level)} confidence. Green is better, orange worse, grey undecided.${lines}${cut} ${rows.map((row) => `${row['label']}: ${row['text']}, ${row['finding']}`).join('; ')}.`
}
