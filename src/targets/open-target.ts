import type { TargetPlan } from '../workload/run-plan.ts'
import { openBundled } from './bundled.ts'
import { openEndpoint } from './endpoint.ts'
import type { Target, TargetContext } from './target.ts'

export type { Target, TargetContext } from './target.ts'

/** Makes a target ready to be measured. Errors: `usage`, `target.unreachable`, `target.refused`, `engine.*`, `interrupted`. */
export function openTarget(plan: TargetPlan, context: TargetContext): Promise<Target> {
  return plan.kind === 'engine' ? openBundled(plan, context) : openEndpoint(plan, context)
}
