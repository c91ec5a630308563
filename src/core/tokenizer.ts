/** Counts and encodes text the way a target does. Prompt generation and token accounting need only this much. */
export interface Tokenizer {
  /** For reports: `server:/tokenize`, `file:tokenizer.json`, `o200k_base`, ... */
  readonly name: string
  /** `target`: the target's own tokenizer, counts are exact. `assumed`: a stand-in, counts are estimates and the run says so. */
  readonly fidelity: 'target' | 'assumed'
  /** Token ids of `text`, without special tokens added. */
  encode(text: string): Promise<readonly number[]>
  /** Tokens that the target adds around one user message (chat template) or prompt (BOS); null where it cannot be known. */
  readonly overhead: {
    readonly chat: number | null
    readonly completion: number | null
    /** What the chat template puts around an answer and the next message, once more for every turn; absent or null: not known. */
    readonly turn?: number | null
  }
}
