import { sToNs } from '../../../core/units.ts'
import type { RunPlan } from '../../../workload/run-plan.ts'

/** Each VU has a JavaScript engine of its own, of a few megabytes. */
const mostVus = 1000
const spanNs = sToNs(10)

/**
 * How many VUs send a schedule: the users of a closed loop; in an open loop as many as come due in any ten seconds, unless the plan says.
 * A request whose turn finds none free leaves late, which is counted from when it was due like every wait.
 */
export function vusOf({ arrival, vus }: Pick<RunPlan, 'arrival' | 'vus'>, dueNs: readonly (number | null)[]): number {
  const within = (count: number) => Math.max(1, Math.min(count, dueNs.length))
  if (arrival.process === 'concurrency') return within(arrival.users)
  if (vus !== undefined) return within(vus)
  let from = 0
  let most = 0
  for (const [i, due] of dueNs.entries()) {
    while ((due ?? 0) - (dueNs[from] ?? 0) >= spanNs) from++
    most = Math.max(most, i - from + 1)
  }
  return within(Math.min(most, mostVus))
}
