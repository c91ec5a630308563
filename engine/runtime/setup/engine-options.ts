import type { ActivationGroup, KvType, QuantName } from '../../compiler/quantization.ts'

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
  /** Format of weights and activations. */
  readonly quant: QuantName
  /** Values of an integer activation row that share a scale; 0: the whole row. */
  readonly activationGroup: ActivationGroup
  /** Null: f32 with f32 weights, else bf16. */
  readonly kvCacheType: KvType | null
  /** paged: small pages handed out as sequences grow; contiguous: one page of a whole context per sequence. */
  readonly kvLayout: 'paged' | 'contiguous'
  readonly attention: 'flash' | 'naive'
  /** Linears in register tiles. */
  readonly tiling: boolean
  /** Counts time of every plan node. */
  readonly timing: boolean
  /** Fixes each thread to a core. */
  readonly pinThreads: boolean
  /** Compiler passes left out. */
  readonly disabledPasses: readonly string[]
}

export const engineDefaults = {
  weightSeed: 1,
  maxBatch: 32,
  /** Prompt chunks of a step share this many tokens with the decodes: it bounds how long a decode waits for a prefill. */
  maxStepTokens: 256,
  maxQueue: 1024,
  quant: 'f32',
  activationGroup: 32,
  kvCacheType: null,
  kvLayout: 'paged',
  attention: 'flash',
  tiling: true,
  timing: true,
  pinThreads: false,
  disabledPasses: [],
} as const satisfies Partial<EngineOptions>
