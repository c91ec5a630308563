import { InfbenchError } from '../../src/core/errors.ts'
import { resolveWorkload, type WorkloadRuns } from '../../src/workload/load-file.ts'
import type { RunPlan } from '../../src/workload/run-plan.ts'

/** The only plan of a workload text. */
export function planOf(text: string, overrides: readonly string[] = [], path = 'work/chat.yaml'): RunPlan {
  const { plans } = resolveWorkload({ text, path, overrides })
  if (plans.length !== 1 || plans[0] === undefined) throw new Error(`expected one plan, got ${plans.length}`)
  return plans[0].plan
}

export const runsOf = (text: string, overrides: readonly string[] = []): WorkloadRuns['plans'] =>
  resolveWorkload({ text, path: 'work/chat.yaml', overrides }).plans

/** The error a workload text is refused with. */
export function refusalOf(text: string, overrides: readonly string[] = []): InfbenchError {
  try {
    resolveWorkload({ text, path: 'chat.yaml', overrides })
  } catch (error) {
    if (error instanceof InfbenchError) return error
    throw error
  }
  throw new Error('expected a refusal, got plans')
}

/** Its lines: one for each fault. */
export const faultsOf = (text: string, overrides: readonly string[] = []): string[] =>
  refusalOf(text, overrides).message.split('\n')
