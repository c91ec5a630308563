import { type EngineOptions, engineDefaults } from '../../engine/runtime/setup/engine-options.ts'

/** Options as the command line gives them when it says nothing but the model, with some set. */
export function engineOptions(options: Partial<EngineOptions> & { readonly model: string }): EngineOptions {
  const chosen = { tokenizerPath: null, threads: null, isa: null, contextLength: null, kvCacheBytes: null }
  return { ...engineDefaults, ...chosen, disabledPasses: [], ...options }
}
