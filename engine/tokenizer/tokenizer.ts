/** One turn of a conversation, its content already joined to one text. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly content: string
}

/**
 * Text to token ids and back. Special tokens never come out of text: a prompt that spells `<|end|>` is ordinary characters.
 * Chat formatting encodes every message by itself, so tokens of a conversation are the sum of its messages' plus a constant.
 */
export interface Tokenizer {
  /** For people: `o200k_base, first 31744 ranks`, `tok512.bin`. */
  readonly name: string
  readonly vocabSize: number
  /** No token stands for more bytes of text than this: a lower bound of a text's token count without encoding it. */
  readonly longestTokenBytes: number
  /** Ids that end an answer. */
  readonly stopIds: readonly number[]
  /** Ids of `text`; with `addSpecial`, what a model expects in front (BOS). */
  encode(text: string, addSpecial: boolean): number[]
  encodeChat(messages: readonly ChatMessage[], addGenerationPrompt: boolean): number[]
  /** The text of a whole sequence; never throws for an id below `vocabSize`. */
  decode(ids: readonly number[]): string
  /** A decoder for an answer that continues `prompt`, one id at a time. */
  detokenizer(prompt: readonly number[]): Detokenizer
}

/** Decodes one growing answer. */
export interface Detokenizer {
  /** Text that `id` completes: possibly empty, never half a character. */
  push(id: number): string
  /** What is left when no more ids come: bytes that never became a character come out as U+FFFD. */
  end(): string
}
