import type { Comparison, MetricChange } from '../../src/report/comparison/comparison.ts'
import type { Chart, OmittedChart } from '../chart.ts'
import { formatChange } from '../format-number.ts'
import { complete } from '../spec-parts.ts'
import { colour } from '../theme.ts'
import { changeAxis, nameAxis, zeroRule } from './change-axis.ts'

const shownMetrics = new Set([
  'ttft',
  'tpot',
  'itl',
  'e2e',
  'outputTokensPerS',
  'inputTokensPerS',
  'requestsPerS',
  'attainment',
  'goodput',
  'costPerMillionOutputTokens',
])
const shownStatistics = new Set<MetricChange['statistic']>(['p50', 'p99', null])

/** Every headline metric as a bar from zero, coloured by whether the direction is the better one. */
export function changesChart({ metrics, sides }: Comparison, alone = true): Chart | OmittedChart {
  const id = alone ? 'changes' : `changes-${sides.b.letter.toLowerCase()}`
  const title = `Relative change from ${sides.a.letter} to ${sides.b.letter}`
  const rows = metrics
    .filter(
      (change) => shownMetrics.has(change.metric) && shownStatistics.has(change.statistic) && change.relative !== null,
    )
    .map((change) => ({
      label: [change.label, change.statistic].filter(Boolean).join(' '),
      relative: change.relative,
      direction: change.direction,
      text: `${formatChange(change.relative)}${change.weak ? ' †' : ''}`,
    }))
  if (rows.length === 0) return { id, title, omitted: 'No metric was observed in both runs.' }
  return {
    id,
    title,
    description: `Bars to the right are increases. Green is the better direction, orange the worse: for latencies and cost that is down, for rates up. ${rows.map((row) => `${row.label}: ${row.text}, ${row.direction}`).join('; ')}.`,
    thinning: null,
    columns: [
      { field: 'label', label: 'Metric', unit: null },
      { field: 'relative', label: 'Relative change', unit: null },
      { field: 'direction', label: 'Direction', unit: null },
    ],
    rows,
    spec: complete({ height: { step: 24 }, layer: layers(rows.map((row) => row.relative as number)) }),
  }
}

function layers(changes: readonly number[]) {
  const reach = Math.max(0.01, ...changes.map(Math.abs)) * 1.25
  const scale = { domain: [Math.max(-1, -reach), reach], nice: false }
  const x = { field: 'relative', type: 'quantitative', title: null, scale, axis: changeAxis }
  const y = { field: 'label', type: 'nominal', sort: null, title: null, axis: nameAxis }
  const mark = { type: 'bar', height: 12, cornerRadius: 2 }
  return [
    { mark, encoding: { x, y, color, tooltip } },
    { mark: caption, encoding: { x, y, text: { field: 'text' } } },
    zeroRule(),
  ]
}

const color = {
  field: 'direction',
  type: 'nominal',
  legend: null,
  scale: { domain: ['better', 'worse', 'same'], range: [colour('green'), colour('vermillion'), colour('grey')] },
}
const tooltip = [
  { field: 'label', title: 'metric' },
  { field: 'text', title: 'change' },
  { field: 'direction', title: 'direction' },
]
const caption = {
  type: 'text',
  color: colour('ink'),
  dx: { expr: 'datum.relative < 0 ? -5 : 5' },
  align: { expr: "datum.relative < 0 ? 'right' : 'left'" },
}
