import type { Backend, ExecutableModel } from '../../backends/backend.ts'
import type { Plan } from '../../backends/plan.ts'
import { compile } from '../../compiler/compile.ts'
import { EngineError } from '../../engine-error.ts'
import type { Model } from '../../model/model.ts'
import { parameterCount } from '../../model/model-config.ts'
import type { EngineFacts } from './engine-facts.ts'
import type { EngineOptions } from './engine-options.ts'
import { blockTokens, sizeEngine } from './sizing.ts'

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
  const isa = chooseIsa(backend, options.isa)
  const threads = chooseThreads(options.threads, machine.cores)
  const { kvBlocks, limits } = sizeEngine(model.config, options, machine.memoryBytes)
  const plan = compile(model.config, model.weights, options.disabledPasses)
  const { maxStepTokens, maxSequences } = limits
  const executable = backend.open(plan, {
    threads,
    isa,
    kvBlocks,
    blockTokens,
    maxStepTokens,
    maxSequences,
    timing: true,
    tiled: true,
    pinned: false,
  })
  const { weightBytes, kvBytes, scratchBytes } = executable
  const facts: EngineFacts = {
    model: model.name,
    aliases: model.aliases,
    parameters: parameterCount(model.config),
    vocabSize: model.config.vocabSize,
    isa,
    threads,
    limits,
    kvBlocks,
    blockTokens,
    weightBytes,
    kvBytes,
    scratchBytes,
  }
  return { executable, plan, facts }
}

function chooseIsa(backend: Backend, wanted: string | null): string {
  const best = backend.isas[0]
  if (best === undefined) throw new EngineError('internal', 'backend: expected at least one instruction set, got none')
  if (wanted === null) return best
  if (backend.isas.includes(wanted)) return wanted
  throw new EngineError('usage', `--isa: expected one of ${backend.isas.join(', ')} on this CPU, got ${wanted}`)
}

function chooseThreads(wanted: number | null, cores: number): number {
  if (wanted === null) return cores
  if (wanted <= cores) return wanted
  throw new EngineError('usage', `--threads: expected at most the ${cores} physical cores, got ${wanted}`)
}
