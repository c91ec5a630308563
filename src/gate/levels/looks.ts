import { normalCdf, normalQuantile } from '../../stats/inference/normal.ts'
import type { GatePolicy, Spending } from '../policy/gate-policy.ts'

/** A decision that is tried: after so many pairs, at a level of its own. */
export interface Look {
  readonly pairs: number
  /** Chance of a false statement at this look. */
  readonly alpha: number
  /** Of this look and those before it together. */
  readonly spent: number
}

/**
 * The looks of a policy. Several share alpha: by look k the spending function allows alpha(t), t the share of all pairs, and the look has
 * what that adds. The levels add up to alpha, so the chance of a false statement at any of them is at most alpha whatever the looks have in
 * common (Bonferroni over the increments of Lan & DeMets, "Discrete Sequential Boundaries for Clinical Trials", Biometrika 70, 1983): no
 * distribution of the statistics is assumed, which fits a permutation test.
 */
export function looksOf({
  sequential,
  pairs,
  alpha,
}: Pick<GatePolicy, 'sequential' | 'pairs' | 'alpha'>): readonly Look[] {
  if (sequential === null) return [{ pairs: pairs.planned, alpha, spent: alpha }]
  const last = sequential.looks.at(-1) as number
  let before = 0
  return sequential.looks.map((count) => {
    const spent = count === last ? alpha : spentBy(sequential.spending, count / last, alpha)
    const look = { pairs: count, alpha: spent - before, spent }
    before = spent
    return look
  })
}

/** alpha(t) of Lan & DeMets: like O'Brien & Fleming's boundary, little at first, or like Pocock's, about even. */
function spentBy(spending: Spending, share: number, alpha: number): number {
  if (spending === 'pocock') return alpha * Math.log(1 + (Math.E - 1) * share)
  return 2 * (1 - normalCdf(normalQuantile(1 - alpha / 2) / Math.sqrt(share)))
}
