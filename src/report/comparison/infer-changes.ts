/**
 * What repeats of both sides allow to say. The unit is the run: its statistics as logarithms, so that a difference is a ratio. Metrics of
 * the family are named before the figures are looked at; the bounds hold for all of them at once.
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

export interface Repeats {
  /** Runs of both sides stand in the order of their pairs. */
  readonly paired: boolean
  readonly family: readonly string[]
  readonly margin: number | null
  /** Where arrangements must be drawn, the same runs draw the same. */
  readonly seed: string
}

/** The changes with what is inferred of each member of the family that every run has a value above 0 of. */
export function inferChanges(
  changes: readonly MetricChange[],
  { paired, family, margin, seed }: Repeats,
): { readonly inference: ComparisonInference; readonly metrics: readonly MetricChange[] } {
  const members = changes.filter((change) => family.includes(changeName(change)) && isWhole(change))
  const [first] = members
  if (first === undefined) {
    const reason = `none of ${family.join(', ')} was observed above 0 in every run`
    return { inference: { kind: 'none', reason }, metrics: changes }
  }
  const options = { alpha: usualAlpha, rng: seededRng(seed) }
  const ratios = members.map(pairRatios)
  const found = paired ? pairedInference(ratios, options) : unpairedInference(members.map(logarithms), options)
  const [m, n] = [first.perRun.a.length, first.perRun.b.length]
  const freedom = paired ? m - 1 : m + n - 2
  const inferred = new Map(
    members.map((change, j) => [change, inferredOf(change, found.metrics[j] as One, freedom, ratios[j] as number[])]),
  )
  const { level, exact, arrangements } = found
  const stands = { repeats: { a: m, b: n }, alpha: usualAlpha, level, exact, arrangements, margin }
  return {
    inference: { kind: paired ? 'paired' : 'unpaired', ...stands, family: members.map(changeName) },
    metrics: changes.map((change) => {
      const known = inferred.get(change)
      return known === undefined ? change : { ...change, inferred: paired ? known : { ...known, pairs: null } }
    }),
  }
}

type One = Inference['metrics'][number]

const isWhole = ({ perRun }: MetricChange) => [...perRun.a, ...perRun.b].every((value) => value !== null && value > 0)
const logs = (values: readonly (number | null)[]) => values.map((value) => Math.log(value as number))
const logarithms = ({ perRun }: MetricChange) => ({ a: logs(perRun.a), b: logs(perRun.b) })

function pairRatios(change: MetricChange): readonly number[] {
  const { a, b } = logarithms(change)
  return b.map((value, k) => value - (a[k] ?? Number.NaN))
}

function inferredOf({ better }: MetricChange, one: One, freedom: number, ratios: readonly number[]): InferredChange {
  const share = (log: number) => (Number.isFinite(log) ? Math.expm1(log) : null)
  const effect = detectableEffect(one, freedom)
  const [up, down] = better === 'lower' ? (['worse', 'better'] as const) : (['better', 'worse'] as const)
  return {
    ...{ low: share(one.low), high: share(one.high), p: one.p },
    detectable: effect === null ? null : Math.abs(Math.expm1(better === 'lower' ? effect : -effect)),
    finding: one.low > 0 ? up : one.high < 0 ? down : 'undecided',
    pairs: ratios.map(Math.expm1),
  }
}
