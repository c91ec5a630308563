import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import type { ModelConfig } from './model-config.ts'
import type { WeightLookup } from './weights.ts'

/** A model ready to compile: shape, where the weights are, and how to build its tokenizer (loaded on demand). */
export interface Model {
  /** What clients call it: `synthetic:llama-15m`, or the file's name without extension. */
  readonly name: string
  /** Other names it answers to without being told: `llama-15m`. */
  readonly aliases: readonly string[]
  readonly config: ModelConfig
  readonly weights: WeightLookup
  loadTokenizer(): Promise<Tokenizer>
}
