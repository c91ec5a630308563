import { describeTarget } from '../../../output/text/describe-plan.ts'
import type { RunPlan } from '../../../../workload/run-plan.ts'
import { type PairSide, type PairsPlan, planPairs, type SideName, sideNames, sidesOf } from './pairs-plan.ts'

/** What would be run, as lines: the sides, then the pairs in order. `targets`: of each side's plan. */
export function describePairs(plan: PairsPlan, targets: Readonly<Record<SideName, RunPlan['target']>>): string[] {
  const sides = sideNames.map(
    (name) => `${name.padEnd(9)}  ${describeTarget(targets[name])}${ofRevision(plan.sides[name])}`,
  )
  const pairs = planPairs(plan).map(({ pair, seed, order }) => {
    const place = `pair ${String(pair).padStart(String(plan.pairs).length)}`
    return `${place}  ${sidesOf(order).join(', then ')}; seed ${seed}`
  })
  return [...sides, '', ...pairs]
}

const ofRevision = ({ start }: PairSide) => (start === null || start.revision === null ? '' : `, at ${start.revision}`)
