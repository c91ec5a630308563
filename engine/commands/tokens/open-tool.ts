import { totalmem } from 'node:os'
import type { ExecutableModel } from '../../backends/backend.ts'
import { loadNativeBackend } from '../../backends/native.ts'
import { EngineError } from '../../engine-error.ts'
import type { Model } from '../../model/model.ts'
import type { EngineFacts } from '../../runtime/setup/engine-facts.ts'
import type { EngineOptions } from '../../runtime/setup/engine-options.ts'
import { openExecutable } from '../../runtime/setup/open-executable.ts'
import { physicalCores } from '../../runtime/setup/physical-cores.ts'

/** What a tool without a server runs: how many sequences at once, and the longest of them with its answer. */
export interface ToolWork {
  readonly sequences: number
  readonly promptTokens: number
  readonly newTokens: number
}

/** Opens `model` with a context for the work and no longer, unless told. The caller closes it. `EngineError('usage')` for a prompt too long. */
export function openTool(
  model: Model,
  options: EngineOptions,
  { sequences, promptTokens, newTokens }: ToolWork,
): { readonly executable: ExecutableModel; readonly facts: EngineFacts } {
  const most = options.contextLength ?? model.config.contextLength
  const wanted = promptTokens + newTokens
  if (wanted > most) {
    const got = newTokens === 0 ? `${promptTokens}` : `${promptTokens} + ${newTokens}`
    throw new EngineError('usage', `prompt and answer: expected at most ${most} tokens, got ${got}`)
  }
  const sized = { ...options, maxBatch: Math.max(options.maxBatch, sequences), contextLength: wanted }
  return openExecutable(model, loadNativeBackend(), sized, { memoryBytes: totalmem(), cores: physicalCores() })
}

/** Tokens of the longest of several prompts. */
export function longest(prompts: readonly (readonly number[])[]): number {
  return prompts.reduce((most, prompt) => Math.max(most, prompt.length), 0)
}
