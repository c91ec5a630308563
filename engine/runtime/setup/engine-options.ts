/** How an engine is to run, as the command line says it; null: chosen for this machine and model. */
export interface EngineOptions {
  /** A built-in name or a path. */
  readonly model: string
  readonly tokenizerPath: string | null
  /** Seed of synthetic weights. */
  readonly weightSeed: number
  readonly threads: number | null
  readonly isa: string | null
  readonly maxBatch: number
  readonly maxStepTokens: number
  readonly maxQueue: number
  readonly contextLength: number | null
  readonly kvCacheBytes: number | null
  /** Compiler passes left out. */
  readonly disabledPasses: readonly string[]
}

export const engineDefaults = {
  weightSeed: 1,
  maxBatch: 32,
  /** Prompt chunks of a step share this many tokens with the decodes: it bounds how long a decode waits for a prefill. */
  maxStepTokens: 256,
  maxQueue: 1024,
} as const
