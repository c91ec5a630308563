import type { TargetPlan } from '../workload/run-plan.ts'
import { openBundled } from './bundled.ts'
import { openEndpoint } from './endpoint.ts'
import { openStarted } from './started/open-started.ts'
import type { Target, TargetContext } from './target.ts'

export type { Target, TargetContext } from './target.ts'

/** Makes a target ready to be measured. Errors: `usage`, `target.unreachable`, `target.refused`, `engine.*`, `server.start`, `interrupted`. */
export function openTarget(plan: TargetPlan, context: TargetContext): Promise<Target> {
  if (plan.kind === 'engine') return openBundled(plan, context)
  const { start } = plan
  return start === undefined ? openEndpoint(plan, context) : openStarted({ ...plan, start }, context)
}
