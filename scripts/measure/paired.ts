import { percentile, sortAscending } from '../../src/stats/percentile.ts'
import { quantileInterval } from '../../src/stats/quantile-interval.ts'

/** Differences between two measurements of the same round, round by round: what disturbs both alike is in none of them. */
export interface Paired {
  readonly rounds: number
  readonly median: number
  /** Between which nine of ten such studies have the true median; null: too few rounds to say. */
  readonly interval: { readonly low: number; readonly high: number } | null
  /** The middle half of the rounds. */
  readonly quartiles: readonly [number, number]
}

/** Of nine in ten, two-sided. */
const z = 1.645

export function paired(differences: readonly number[]): Paired {
  const sorted = sortAscending(differences)
  const at = (share: number) => percentile(sorted, share) ?? Number.NaN
  return {
    rounds: differences.length,
    median: at(0.5),
    interval: quantileInterval(sorted, 0.5, differences.length, z),
    quartiles: [at(0.25), at(0.75)],
  }
}

/** `holds` and `fails` only where the whole interval lies on one side of the bar; all else is `open`: more rounds, or a quieter machine. */
export function verdict({ interval }: Pick<Paired, 'interval'>, bar: number): 'holds' | 'fails' | 'open' {
  if (interval === null) return 'open'
  return interval.high < bar ? 'holds' : interval.low > bar ? 'fails' : 'open'
}

/** So many orders of the same conditions in turn that each is first, second, ... equally often. */
export function turned<T>(conditions: readonly T[], round: number): readonly T[] {
  const first = round % conditions.length
  return [...conditions.slice(first), ...conditions.slice(0, first)]
}
