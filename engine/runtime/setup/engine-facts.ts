import type { KvType, QuantName } from '../../compiler/quantization.ts'
import type { SchedulerLimits } from '../../scheduler/scheduler.ts'

/** What a running engine says of itself. */
export interface EngineFacts {
  readonly model: string
  readonly aliases: readonly string[]
  readonly parameters: number
  readonly vocabSize: number
  readonly isa: string
  readonly threads: number
  readonly quant: QuantName
  /** Values that share an activation scale, 0: a whole row; null where activations are no integers. */
  readonly activationGroup: number | null
  readonly kvCacheType: KvType
  /** What was asked for besides: `naive-attention`, `contiguous-kv`, `no-fuse-qkv`; empty for the engine at its best. */
  readonly variants: readonly string[]
  readonly limits: SchedulerLimits
  readonly kvBlocks: number
  readonly blockTokens: number
  readonly weightBytes: number
  readonly kvBytes: number
  readonly scratchBytes: number
}
