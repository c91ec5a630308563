import type { Backend, ExecutableModel } from '../../backends/backend.ts'
import type { Plan } from '../../backends/plan.ts'
import { compile } from '../../compiler/compile.ts'
import type { KvType } from '../../compiler/quantization.ts'
import { quantizationOf } from '../../compiler/quantization.ts'
import type { Model } from '../../model/model.ts'
import { parameterCount } from '../../model/model-config.ts'
import { chooseIsa, chooseThreads } from './choose-isa.ts'
import type { EngineFacts } from './engine-facts.ts'
import type { EngineOptions } from './engine-options.ts'
import { sizeEngine } from './sizing.ts'

export interface Machine {
  readonly memoryBytes: number
  readonly cores: number
}

/** Compiles `model` and loads it into `backend`: the weights are in memory when this returns. The caller closes it. */
export function openExecutable(
  model: Model,
  backend: Backend,
  options: EngineOptions,
  machine: Machine,
): { readonly executable: ExecutableModel; readonly plan: Plan; readonly facts: EngineFacts } {
  const isa = chooseIsa(backend.isas, options.isa)
  const threads = chooseThreads(options.threads, machine.cores)
  const plan = compile(model.config, model.weights, {
    quant: options.quant,
    activationGroup: options.activationGroup,
    kvType: options.kvCacheType,
    attention: options.attention,
    disabledPasses: options.disabledPasses,
  })
  const { kvType } = plan.model
  const { kvBlocks, blockTokens, limits } = sizeEngine(model.config, kvType, options, machine.memoryBytes)
  const { maxStepTokens, maxSequences } = limits
  const executable = backend.open(plan, {
    threads,
    isa,
    kvBlocks,
    blockTokens,
    maxStepTokens,
    maxSequences,
    timing: options.timing,
    tiled: options.tiling,
    pinned: options.pinThreads,
  })
  const { weightBytes, kvBytes, scratchBytes } = executable
  const sizes = { limits, kvBlocks, blockTokens, weightBytes, kvBytes, scratchBytes }
  return { executable, plan, facts: { ...modelFacts(model), isa, threads, ...formatFacts(options, kvType), ...sizes } }
}

function modelFacts(model: Model): Pick<EngineFacts, 'model' | 'aliases' | 'parameters' | 'vocabSize'> {
  const { name, aliases, config } = model
  return { model: name, aliases, parameters: parameterCount(config), vocabSize: config.vocabSize }
}

function formatFacts(
  options: EngineOptions,
  kvCacheType: KvType,
): Pick<EngineFacts, 'quant' | 'activationGroup' | 'kvCacheType' | 'variants'> {
  const { quant, activationGroup } = options
  const { activations } = quantizationOf(quant, activationGroup)
  const group = activations.kind === 'q8' ? activationGroup : null
  return { quant, activationGroup: group, kvCacheType, variants: variantsOf(options) }
}

function variantsOf(options: EngineOptions): string[] {
  const { attention, kvLayout, tiling, timing, pinThreads, disabledPasses } = options
  return [
    ...(attention === 'naive' ? ['naive-attention'] : []),
    ...(kvLayout === 'contiguous' ? ['contiguous-kv'] : []),
    ...(tiling ? [] : ['no-tiling']),
    ...(timing ? [] : ['no-timing']),
    ...(pinThreads ? ['pinned-threads'] : []),
    ...disabledPasses.map((pass) => `no-${pass}`),
  ]
}
