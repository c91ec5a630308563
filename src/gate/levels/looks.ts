import { spendAlpha } from '../../stats/inference/sequential.ts'
import type { GatePolicy } from '../policy/gate-policy.ts'

/** A decision that is tried: after so many pairs, with a share of alpha. */
export interface Look {
  readonly pairs: number
  /** What it may spend of alpha. */
  readonly alpha: number
}

/** The looks of a policy, ascending; one with all of alpha where it names none. */
export function looksOf({
  sequential,
  pairs,
  alpha,
}: Pick<GatePolicy, 'sequential' | 'pairs' | 'alpha'>): readonly Look[] {
  if (sequential === null) return [{ pairs: pairs.planned, alpha }]
  const spent = spendAlpha({ ...sequential, alpha })
  return sequential.looks.map((count, i) => ({ pairs: count, alpha: (spent[i] as number) - (spent[i - 1] ?? 0) }))
}
