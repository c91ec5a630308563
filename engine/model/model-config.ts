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
  /** Tokens of prompt and answer together. */
  readonly contextLength: number
}

/** Parameters of the model, a tied head counted once. */
export function parameterCount(config: ModelConfig): number {
  const { hidden, ffn, vocabSize } = config
  const attention = hidden * config.headDim * (2 * config.heads + 2 * config.kvHeads)
  const perLayer = attention + 3 * hidden * ffn + 2 * hidden
  return config.layers * perLayer + vocabSize * hidden * (config.tiedEmbeddings ? 1 : 2) + hidden
}

/** Bytes that one token holds in a float32 KV cache. */
export function kvBytesPerToken(config: ModelConfig): number {
  return 2 * config.layers * config.kvHeads * config.headDim * 4
}
