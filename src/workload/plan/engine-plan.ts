import { parseBytes } from '../../core/units.ts'
import type { EngineTargetPlan } from '../run-plan.ts'
import type { WorkloadFile } from '../schema.ts'

/** What a workload leaves out is the engine's to choose. */
const unset = {
  quant: null,
  activationGroup: null,
  threads: null,
  pinThreads: null,
  isa: null,
  maxBatch: null,
  maxStepTokens: null,
  contextLength: null,
  kvCacheDtype: null,
  kvLayout: null,
  attention: null,
  tiling: null,
  timing: null,
} as const satisfies Partial<EngineTargetPlan>

/** The bundled engine as the workload has it; `resolvePath` makes the path of a model file absolute. */
export function enginePlan(
  engine: WorkloadFile['target']['engine'],
  resolvePath: (path: string) => string,
): EngineTargetPlan {
  const { model = 'synthetic:llama-15m', kvCache, withoutPasses = [], ...settings } = engine ?? {}
  const isBuiltIn = /^[a-z]{2,}:/.test(model)
  return {
    ...unset,
    ...(settings as Partial<typeof unset>),
    kind: 'engine',
    model: isBuiltIn ? model : resolvePath(model),
    kvCacheBytes: kvCache === undefined ? null : parseBytes(kvCache),
    withoutPasses,
  }
}
