/** The scheduler's state of one request. */
export interface Sequence {
  readonly id: number
  /** Tokens of the prompt and those generated so far. */
  known: number
  /** Leading known tokens whose keys and values are in the cache. */
  computed: number
  /** Tokens of the step in flight. */
  given: number
}

/** Known tokens not computed yet: 1 while decoding, more during a prompt, never 0 between steps. */
export function pendingTokens(sequence: Sequence): number {
  return sequence.known - sequence.computed
}
