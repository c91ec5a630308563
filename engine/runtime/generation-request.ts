/** One generation as the engine's thread gets it. Ids rise with arrival. */
export interface GenerationRequest {
  readonly id: number
  readonly prompt: Int32Array
  /** At least 1. */
  readonly maxNewTokens: number
  /** Stop ids are taken as ordinary tokens until this many tokens came. */
  readonly minNewTokens: number
  /** Sampling one of these ends the answer; it is the answer's last token. Empty: runs to `maxNewTokens`. */
  readonly stopIds: readonly number[]
  readonly sampling: Sampling
}

/** How tokens are picked. temperature 0 is greedy; topK 0 and topP 1 are off. */
export interface Sampling {
  readonly temperature: number
  readonly topK: number
  readonly topP: number
  /** An integer; equal seeds give equal answers, whatever else runs. */
  readonly seed: number
}

/** Why an answer ended: a stop token, or its length. Numbers, as they travel in arrays between threads; 0 is "not ended". */
export const finishCodes = { none: 0, stop: 1, length: 2 } as const
export type FinishCode = (typeof finishCodes)[keyof typeof finishCodes]
