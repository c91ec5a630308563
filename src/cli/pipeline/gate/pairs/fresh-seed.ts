import type { Store } from '../../../../store/open-store.ts'
import type { TargetPlan } from '../../../../workload/run-plan.ts'
import { keptPlanOf } from './kept-plan.ts'
import type { PairsPlan } from './pairs-plan.ts'

/**
 * Seed of the first pair of a new gate: the plan's. Where a side is a server that stays up from gate to gate, the next that no gate of that
 * name has used in this store: a server that was sent the same prompts before may have them in its prefix cache, and the other side not.
 */
export function freshSeed(
  store: Pick<Store, 'listSweeps'>,
  plan: Pick<PairsPlan, 'name' | 'seed'>,
  targets: readonly TargetPlan[],
): number {
  const staysUp = targets.some((target) => target.kind === 'endpoint' && target.start === undefined)
  if (!staysUp) return plan.seed
  const earlier = store.listSweeps().flatMap((group) => (group.name === plan.name ? (keptPlanOf(group) ?? []) : []))
  return Math.max(plan.seed, ...earlier.map((kept) => kept.plan.seed + kept.plan.pairs))
}
