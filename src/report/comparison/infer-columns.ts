/**
 * What repeats of all sides allow to say. The unit is the run: its statistics as logarithms, so that a difference is a ratio. Metrics of
 * the family are named before the figures are looked at; the bounds hold for all of them and against all sides at once.
 *
 * Sides that have pairs with the reference share its runs: one flip of a pair's sign serves all of them, as it does all metrics, so that what
 * they have in common counts once (max-T; the differences of one pair must be as likely as their opposites, which errors without a lean make
 * them). Sides without pairs are relabelled each by itself and share the chance of a false bound with all others (Bonferroni).
 */
import { seededRng } from '../../core/rng.ts'
import { detectableEffect } from '../../stats/inference/detectable-effect.ts'
import type { Inference } from '../../stats/inference/max-t.ts'
import { pairedInference } from '../../stats/inference/paired.ts'
import { unpairedInference } from '../../stats/inference/unpaired.ts'
import type { ComparisonInference, InferredChange, MetricChange } from './comparison.ts'

/** Fewest runs of a side that bounds are made of. */
export const leastRepeats = 5
export const usualAlpha = 0.05

/** `ttft.p50`, or `outputTokensPerS` for what is one number per run. */
export const changeName = ({ metric, statistic }: Pick<MetricChange, 'metric' | 'statistic'>) =>
  statistic === null ? metric : `${metric}.${statistic}`

/** The family where none is named: wait, pace and work, typical and at the tail; goodput in place of the whole wait where levels are set. */
export function usualFamily(changes: readonly MetricChange[]): readonly string[] {
  const whole = changes.some(({ metric }) => metric === 'goodput') ? 'goodput' : 'e2e.p50'
  return ['ttft.p50', 'ttft.p99', 'tpot.p50', 'itl.p99', whole, 'outputTokensPerS']
}

/** A side against the reference. */
export interface Column {
  readonly changes: readonly MetricChange[]
  /** Runs of both sides stand in the order of their pairs. */
  readonly paired: boolean
  readonly family: readonly string[]
  /** Where arrangements must be drawn, the same runs draw the same. */
  readonly seed: string
}

/** The changes of a column with what is inferred of each member of the family that every run has a value above 0 of. */
export interface InferredColumn {
  readonly inference: ComparisonInference
  readonly metrics: readonly MetricChange[]
}

/** What is inferred of each column, in the order given. */
export function inferColumns(columns: readonly Column[], margin: number | null): readonly InferredColumn[] {
  const { level, sides, byColumn } = boundsOfColumns(columns)
  return columns.map((column) => {
    const own = byColumn.get(column)
    return own === undefined ? unobserved(column) : inferredColumn(own, { margin, level, sides })
  })
}

/** The bounds alone, and the chance that any of them is false; columns without a member of their family are in none. */
export function boundsOfColumns(columns: readonly Column[]): {
  readonly level: number
  readonly sides: number
  readonly byColumn: ReadonlyMap<Column, Own>
} {
  const bounded = columns.flatMap((column) => {
    const members = column.changes.filter((change) => column.family.includes(changeName(change)) && isWhole(change))
    return members.length === 0 ? [] : [{ column, members }]
  })
  const paired = bounded.filter(({ column }) => column.paired)
  const parts = [paired, ...bounded.filter((one) => !paired.includes(one)).map((one) => [one])]
  const found = parts.filter((part) => part.length > 0).map((part) => inferPart(part, bounded.length))
  const level = found.reduce((sum, { part }) => sum + part.level, 0)
  return { level, sides: bounded.length, byColumn: new Map(found.flatMap(({ each }) => each)) }
}

interface Bounded {
  readonly column: Column
  readonly members: readonly MetricChange[]
}

/** A column with the part that its bounds come from; `metrics` are those of its members. */
interface Own {
  readonly bounded: Bounded
  readonly part: Inference
  readonly metrics: readonly One[]
}
type One = Inference['metrics'][number]

/** Columns that one set of arrangements serves, with their share of the chance of a false bound: all that have pairs, or one without. */
function inferPart(part: readonly Bounded[], sides: number) {
  const share = sides / part.length
  const options = {
    alpha: usualAlpha / share,
    rng: seededRng(part.map(({ column }) => column.seed).join(' ')),
  }
  const members = part.flatMap((bounded) => bounded.members)
  const found = part[0]?.column.paired
    ? pairedInference(members.map(pairRatios), options)
    : unpairedInference(members.map(logarithms), options)
  let from = 0
  const each = part.map((bounded): readonly [Column, Own] => {
    const own = found.metrics.slice(from, (from += bounded.members.length))
    const metrics = own.map((one) => ({ ...one, p: Math.min(1, one.p * share) }))
    return [bounded.column, { bounded, part: found, metrics }]
  })
  return { part: found, each }
}

function unobserved({ changes, family }: Column): InferredColumn {
  const reason = `none of ${family.join(', ')} was observed above 0 in every run`
  return { inference: { kind: 'none', reason }, metrics: changes }
}

type All = { readonly margin: number | null; readonly level: number; readonly sides: number }

function inferredColumn({ bounded, part, metrics }: Own, { margin, level, sides }: All): InferredColumn {
  const { members, column } = bounded
  const { changes, paired } = column
  const { a, b } = (members[0] as MetricChange).perRun
  const freedom = paired ? a.length - 1 : a.length + b.length - 2
  const inferred = new Map(
    members.map((change, j) => [change, inferredOf(change, metrics[j] as One, freedom, paired)] as const),
  )
  const { exact, arrangements } = part
  const stands = { repeats: { a: a.length, b: b.length }, alpha: usualAlpha, level, sides, exact, arrangements, margin }
  return {
    inference: { kind: paired ? 'paired' : 'unpaired', ...stands, family: members.map(changeName) },
    metrics: changes.map((change) => ({ ...change, inferred: inferred.get(change) ?? change.inferred })),
  }
}

const isWhole = ({ perRun }: MetricChange) => [...perRun.a, ...perRun.b].every((value) => value !== null && value > 0)
const logs = (values: readonly (number | null)[]) => values.map((value) => Math.log(value as number))
const logarithms = ({ perRun }: MetricChange) => ({ a: logs(perRun.a), b: logs(perRun.b) })

function pairRatios(change: MetricChange): readonly number[] {
  const { a, b } = logarithms(change)
  return b.map((value, k) => value - (a[k] ?? Number.NaN))
}

function inferredOf(change: MetricChange, one: One, freedom: number, paired: boolean): InferredChange {
  const { better } = change
  const share = (log: number) => (Number.isFinite(log) ? Math.expm1(log) : null)
  const effect = detectableEffect(one, freedom)
  const [up, down] = better === 'lower' ? (['worse', 'better'] as const) : (['better', 'worse'] as const)
  return {
    ...{ low: share(one.low), high: share(one.high), p: one.p },
    detectable: effect === null ? null : Math.abs(Math.expm1(better === 'lower' ? effect : -effect)),
    finding: one.low > 0 ? up : one.high < 0 ? down : 'undecided',
    pairs: paired ? pairRatios(change).map(Math.expm1) : null,
  }
}
