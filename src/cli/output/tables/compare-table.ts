import type { Comparison, MetricChange } from '../../../report/compare-runs.ts'
import { layOut, wrap } from '../text/columns.ts'
import { type Fact, factLines } from '../text/fact-lines.ts'
import { digits, grouped } from '../text/numbers.ts'
import { shorten } from '../text/shorten.ts'
import type { TextStyle } from '../text/text-style.ts'

/**
 * Two runs side by side: what they are, in what they differ, what to bear in mind, and only then the figures. Terminals show the
 * median and the tail; --json and -o have every statistic.
 */
export function compareTable(comparison: Comparison, style: TextStyle): string {
  const groups = [
    sides(comparison, style),
    differences(comparison, style),
    comparison.cautions.flatMap((caution) => paragraph(`${style.yellow('caution:')} ${caution}`, style)),
    changes(comparison, style),
    paragraph(comparison.statement, style),
  ]
  return groups
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}

const paragraph = (text: string, style: TextStyle) => wrap(text, style.columns - 4, 2).map((line) => `  ${line}`)

function sides({ a, b }: Comparison, style: TextStyle): string[] {
  const paint = { valid: style.green, degraded: style.yellow, invalid: style.red }
  const rows = (
    [
      ['A', a],
      ['B', b],
    ] as const
  ).map(([side, run]) => [
    ...[style.bold(side), shorten(run.name, 24, style), run.runId, shorten(run.model, 24, style)],
    ...[`${run.requests.completed} of ${run.requests.sent} completed`, paint[run.status](run.status)],
  ])
  return layOut(rows, { left: [1, 2, 3, 4, 5] })
}

const shownValue = (value: string | null) => value ?? '(none)'

function differences({ conditions }: Comparison, style: TextStyle): string[] {
  const differing = conditions.filter(({ same }) => !same)
  if (differing.length === 0) return ['  same workload, data, target and machine']
  const facts = differing.flatMap(({ area, fields }): Fact[] =>
    fields.length === 0
      ? [[area, 'differs']]
      : fields.map(({ field, a, b }, i) => [i === 0 ? area : '', `${field}: ${shownValue(a)} -> ${shownValue(b)}`]),
  )
  return factLines(facts, style)
}

const shownStatistics: ReadonlySet<MetricChange['statistic']> = new Set(['p50', 'p99', null])

function changes({ metrics }: Comparison, style: TextStyle): string[] {
  const shown = metrics.filter((change) => shownStatistics.has(change.statistic))
  const head = ['', '', 'A', 'B', 'change', '', ''].map((cell) => style.dim(cell))
  const rows = shown.map((change) => [
    `${change.label}${change.statistic === null ? '' : ` ${change.statistic}`}`,
    style.dim(change.unit),
    ...[figure(change, change.a), figure(change, change.b)],
    ...[signed(change.absolute), relativeText(change.relative), directionText(change, style)],
  ])
  const legend = shown.some(({ weak }) => weak) ? [style.dim('  ~ stands on too few independent samples')] : []
  return [...layOut([head, ...rows], { indent: 2, left: [1, 6] }), ...legend]
}

const figure = ({ weak }: MetricChange, value: number | null) => `${weak && value !== null ? '~' : ''}${grouped(value)}`
const signed = (value: number | null) => (value === null ? '' : value > 0 ? `+${digits(value)}` : digits(value))

function relativeText(relative: number | null): string {
  if (relative === null) return ''
  return `${relative > 0 ? '+' : ''}${(relative * 100).toFixed(1)} %`
}

function directionText({ direction }: MetricChange, style: TextStyle): string {
  const paint = { better: style.green, worse: style.red, same: style.dim, unknown: style.dim }
  return direction === 'unknown' ? '' : paint[direction](direction)
}
