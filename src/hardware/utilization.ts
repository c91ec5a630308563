/**
 * The share of a machine's peak that was used. Both are plain ratios; what makes them honest is the numerator: only work the
 * model needs counts (no recomputed or padded tokens), so no trick can raise MFU without raising speed (PaLM, Chowdhery et al.
 * 2022, appendix B; MBU: Databricks, "LLM Inference Performance Engineering: Best Practices", 2023).
 */

/** Model FLOP/s achieved over peak FLOP/s of the dtype used; null where either is unknown. */
export function mfuShare(modelFlopPerSecond: number | null, peakFlopPerSecond: number | null): number | null {
  return shareOf(modelFlopPerSecond, peakFlopPerSecond)
}

/** Bytes that had to move per second over peak memory bandwidth; null where either is unknown. */
export function mbuShare(movedBytesPerSecond: number | null, peakBytesPerSecond: number | null): number | null {
  return shareOf(movedBytesPerSecond, peakBytesPerSecond)
}

/**
 * Bytes that one decode step of a batch had to move: every weight once, the keys and values of each sequence's context read
 * once, and one new position of each written. `kvBytesPerToken` = 2 * layers * kvHeads * headSize * bytes per element.
 */
export function decodeStepBytes(step: {
  readonly weightBytes: number
  readonly kvBytesPerToken: number
  /** Tokens in the cache of each sequence of the batch. */
  readonly contextTokens: readonly number[]
}): number {
  const read = step.contextTokens.reduce((sum, tokens) => sum + tokens, 0)
  return step.weightBytes + step.kvBytesPerToken * (read + step.contextTokens.length)
}

/**
 * Model FLOP of processing `tokens` new tokens, the first of which sees `contextTokens` before it: two per weight used in a
 * matrix product and token, and per layer four times the attention width for each pair of a new token and a visible position
 * (one product for the scores, one for the values), itself included.
 */
export function forwardFlop(step: {
  readonly matmulParameters: number
  readonly layers: number
  /** Query heads times head size. */
  readonly attentionWidth: number
  readonly tokens: number
  readonly contextTokens: number
}): number {
  const { tokens, contextTokens } = step
  const visiblePairs = tokens * contextTokens + (tokens * (tokens + 1)) / 2
  return 2 * step.matmulParameters * tokens + 4 * step.layers * step.attentionWidth * visiblePairs
}

function shareOf(achieved: number | null, peak: number | null): number | null {
  return achieved !== null && peak !== null && peak > 0 ? achieved / peak : null
}
