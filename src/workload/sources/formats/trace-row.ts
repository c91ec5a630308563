/** What one request of a trace says of itself, in whatever of these it has; what is not said is null or absent, never 0. */
export interface TraceRow {
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  /** When it arrived; null: the trace does not say, or only within its session. */
  readonly at?: Instant | null
  readonly content?: TextContent
  /** The recorded answer: its length is the output's where `outputTokens` is null. */
  readonly answer?: string
  /** The prompt's beginning as blocks: equal ids are equal text. What the blocks do not cover is text of its own. */
  readonly blocks?: {
    readonly ids: readonly (number | string)[]
    /** Tokens of every block, or of each. */
    readonly blockTokens: number | readonly number[]
  }
  readonly session?: TraceTurn
  /** Fields of the recorded request's body other than the prompt and its lengths. */
  readonly body?: Readonly<Record<string, unknown>>
}

/** A prompt that is sent as it was recorded. */
export type TextContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'messages'; readonly messages: readonly Message[] }

/** A chat message in OpenAI's shape; what else it holds (tool calls, images) is passed on. */
export interface Message {
  readonly role: string
  readonly content?: unknown
}

/** A request's place among those of its conversation. */
export interface TraceTurn {
  readonly id: string
  /** From the answer before to this request: reading, typing, tools at work. Null: not known, or the first turn. */
  readonly thinkNs: number | null
  /** Since the session's first request. */
  readonly offsetNs: number | null
  /** How long its answer took; absent: not known. */
  readonly durationNs?: number
  /** Tokens of the beginning that the request before had too; null: not told. */
  readonly sharedTokens: number | null
}

/** A point in time as whole ms (since 1970 or the trace's own zero) and the ns beyond: one number could not hold both. */
export interface Instant {
  readonly ms: number
  readonly ns: number
}
