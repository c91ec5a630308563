import type { PlanModel } from '../backends/plan.ts'

/** The linears of a layer that may have a bias. */
export type LayerLinear = 'q' | 'k' | 'v' | 'o' | 'gate' | 'up' | 'down'

/** The shape of a Llama-family decoder: everything the architecture file needs to build its graph. */
export interface ModelConfig {
  readonly architecture: 'llama'
  readonly vocabSize: number
  readonly hidden: number
  readonly layers: number
  readonly heads: number
  /** Divides `heads`; heads / kvHeads query heads share one key and value. */
  readonly kvHeads: number
  readonly headDim: number
  readonly ffn: number
  readonly normEps: number
  readonly ropeTheta: number
  /** Rotates columns (2i, 2i + 1) as llama2.c does; else (i, i + headDim / 2) as Hugging Face does. */
  readonly ropeInterleaved: boolean
  /** The output head is the embedding. */
  readonly tiedEmbeddings: boolean
  /** Linears with a bias, the weight `layers.<n>.attention.q.bias` and so on; empty in Llama proper. */
  readonly biases: readonly LayerLinear[]
  /** Keys further back than this many are not seen (the own position counts); 0: all are. */
  readonly attentionWindow: number
  /** Tokens of prompt and answer together. */
  readonly contextLength: number
}

/** Parameters of the model, a tied head counted once. */
export function parameterCount(config: ModelConfig): number {
  const { hidden, ffn, vocabSize } = config
  const attention = hidden * config.headDim * (2 * config.heads + 2 * config.kvHeads)
  const perLayer = attention + 3 * hidden * ffn + 2 * hidden + biasCount(config)
  return config.layers * perLayer + vocabSize * hidden * (config.tiedEmbeddings ? 1 : 2) + hidden
}

function biasCount({ biases, hidden, heads, kvHeads, headDim, ffn }: ModelConfig): number {
  const outputs = {
    q: heads * headDim,
    k: kvHeads * headDim,
    v: kvHeads * headDim,
    o: hidden,
    gate: ffn,
    up: ffn,
    down: hidden,
  }
  return biases.reduce((sum, name) => sum + outputs[name], 0)
}

/** Dimensions that share a 32-bit lane in a page of the KV cache. */
const kvPacked = { f32: 1, bf16: 2, int8: 4 } as const
const kvLaneBytes = 4
const kvDimsOfLine = 16

/**
 * Bytes that one token holds in the KV cache: keys padded to whole lanes, values to whole lines of 16 dimensions, and for
 * int8 a float scale for each (engine/native/kernels/attention/kv/kv_layout.h).
 */
export function kvBytesPerToken(config: ModelConfig, type: PlanModel['kvType']): number {
  const { layers, kvHeads, headDim } = config
  const packed = kvPacked[type]
  const keyLanes = Math.ceil(headDim / packed)
  const valueLanes = (Math.ceil(headDim / kvDimsOfLine) * kvDimsOfLine) / packed
  const scales = type === 'int8' ? 2 : 0
  return layers * kvHeads * kvLaneBytes * (keyLanes + valueLanes + scales)
}
