import type { MetricChange, Comparison } from '../../../../report/compare-runs.ts'
import { layOut } from '../../text/columns.ts'
import { firstFitting } from '../../text/first-fitting.ts'
import { digits, grouped } from '../../text/numbers.ts'
import type { TextStyle } from '../../text/text-style.ts'

const shownStatistics: ReadonlySet<MetricChange['statistic']> = new Set(['p50', 'p99', null])

/** Metrics that a terminal shows: the median, the tail, what is one number of a run, and whatever has bounds. */
export const isShown = ({ statistic, inferred }: MetricChange) => shownStatistics.has(statistic) || inferred !== null

/** A line for each metric: both sides, the change, its bounds where there are any, and which way it goes. What does not fit goes. */
export function changeLines({ metrics }: Comparison, style: TextStyle): string[] {
  const shown = metrics.filter(isShown)
  const forms: readonly Form[] = [
    { absolute: true, units: true },
    { absolute: false, units: true },
    { absolute: false, units: false },
  ]
  const lines = firstFitting(
    forms.map((form) => () => layOutChanges(shown, form, style)),
    style.columns,
  )
  return [...lines, ...legend(shown, style)]
}

interface Form {
  readonly absolute: boolean
  readonly units: boolean
}

function layOutChanges(shown: readonly MetricChange[], { absolute, units }: Form, style: TextStyle): string[] {
  const bounded = shown.some(({ inferred }) => inferred !== null)
  const repeated = shown.some(({ perRun }) => perRun.a.length > 1 || perRun.b.length > 1)
  const names = ['', ...(units ? [''] : []), 'A', 'B', ...(absolute ? ['change'] : []), absolute ? '' : 'change']
  const head = [...names, ...(bounded ? ['bounds'] : []), ''].map((cell) => style.dim(cell))
  const rows = shown.map((change) => [
    nameOf(change),
    ...(units ? [style.dim(change.unit)] : []),
    ...[figure(change, change.a), figure(change, change.b)],
    ...(absolute ? [signed(change.absolute)] : []),
    relativeText(change.relative),
    ...(bounded ? [boundsText(change)] : []),
    directionText(change, repeated, style),
  ])
  return layOut([head, ...rows], { indent: 2, left: [...(units ? [1] : []), head.length - 1] })
}

function legend(shown: readonly MetricChange[], style: TextStyle): string[] {
  const weak = shown.some(({ weak }) => weak) ? ['~ stands on too few independent samples'] : []
  const several = shown.some(({ perRun }) => perRun.a.length > 1 || perRun.b.length > 1)
  return [...weak, ...(several ? ['A, B: geometric means of the runs'] : [])].map((line) => style.dim(`  ${line}`))
}

/** `TTFT p50`. */
export const nameOf = ({ label, statistic }: MetricChange) => `${label}${statistic === null ? '' : ` ${statistic}`}`

/** A figure of a side, marked where it is weak. */
export const figure = ({ weak }: MetricChange, value: number | null) =>
  `${weak && value !== null ? '~' : ''}${grouped(value)}`

const signed = (value: number | null) => (value === null ? '' : value > 0 ? `+${digits(value)}` : digits(value))

/** A relative change as `+3.4 %`. */
export function relativeText(relative: number | null): string {
  if (relative === null) return ''
  return `${relative > 0 ? '+' : ''}${(relative * 100).toFixed(1)} %`
}

/** Bounds as `+1.2 to +5.6 %`. */
export function boundsText({ inferred }: MetricChange): string {
  if (inferred === null) return ''
  const bound = (value: number | null) =>
    value === null ? 'unbounded' : `${value > 0 ? '+' : ''}${(value * 100).toFixed(1)}`
  return `${bound(inferred.low)} to ${bound(inferred.high)} %`
}

/** What the bounds say; without bounds the direction, which between repeats is told as no finding. */
export function directionText({ direction, inferred }: MetricChange, repeated: boolean, style: TextStyle): string {
  const paint = { better: style.green, worse: style.red, same: style.dim, unknown: style.dim }
  if (inferred !== null)
    return inferred.finding === 'undecided' ? style.dim('undecided') : paint[inferred.finding](inferred.finding)
  if (direction === 'unknown') return ''
  return repeated ? style.dim(`(${direction})`) : paint[direction](direction)
}
