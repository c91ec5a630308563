/**
 * The one record that joins all stages: load emits it, store persists it the moment it finishes, metrics reduce it.
 * Everything an instant names (`...At`) is monotonic nanoseconds since the run's start (DESIGN section 3). What was not
 * observed is `null`, never 0. Records are immutable; every summary can be recomputed from them.
 */
export interface RequestRecord {
  /** Position in the run's schedule, from 0; unique in a run. */
  readonly index: number
  /** `warmup` requests are sent and stored but never summarised. */
  readonly phase: 'warmup' | 'measure'
  /** Name of the request class (SLOs hang on it), `default` when the workload has none. */
  readonly className: string
  /** What the workload asked for. */
  readonly asked: { readonly inputTokens: number; readonly outputTokens: number }

  /** When the arrival process wanted the request sent. Closed loop: when the user's previous answer and think time ended. */
  readonly scheduledAt: number
  /** First byte handed to the socket; null when the request never got that far. */
  readonly sentAt: number | null
  readonly headersAt: number | null
  /** First body bytes, whatever they hold. */
  readonly firstChunkAt: number | null
  /** First event with non-empty text, reasoning text or a tool call. */
  readonly firstTokenAt: number | null
  /** First event with non-empty text that is not reasoning (time to publish). */
  readonly firstVisibleAt: number | null
  readonly lastTokenAt: number | null
  /** Last byte of the answer, or the moment the failure was known. */
  readonly doneAt: number

  readonly events: TokenEvents
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  /** Where `outputTokens` comes from: the server's usage, the target's tokenizer, or the number of token events. */
  readonly countedBy: 'usage' | 'tokenizer' | 'events' | null
  /** Prompt tokens that the server says came from a prefix cache. */
  readonly cachedTokens: number | null
  readonly httpStatus: number | null
  readonly finishReason: string | null
  /** Whether the stream ended with `[DONE]`; null: the answer was no stream, or there was none. */
  readonly doneMarker: boolean | null
  readonly outcome: Outcome
  /** Its place in the session it was played in; absent: it stood alone. */
  readonly session?: SessionPlace
}

export interface SessionPlace {
  /** Number of the session in the run, from 0. */
  readonly number: number
  /** Calls before it on the longest way from the session's start. */
  readonly turn: number
}

/**
 * Every token-bearing event of an answer, in arrival order: `at[i]` is its arrival (ns since run start), `tokens[i]` the
 * tokens it carried. Both arrays have the same length; the tokens sum to `outputTokens` where that is known.
 * Several events of one socket read share one `at`.
 */
export interface TokenEvents {
  readonly at: Float64Array
  readonly tokens: Uint32Array
}

/** How a request ended. A failed request is data: `detail` is one line a person can act on, escaped by whoever prints it. */
export type Outcome = { readonly kind: 'ok' } | { readonly kind: FailureKind; readonly detail: string }

/** Closed list of failures, most specific first; `failureKinds` holds a sentence for each. */
export type FailureKind = keyof typeof failureKinds

export const failureKinds = {
  connect: 'no connection could be opened',
  tls: 'the TLS handshake failed',
  timeout: 'the request timed out',
  http: 'the server answered with an HTTP error status',
  malformed: 'the answer was not what an OpenAI-compatible server sends',
  streamError: 'the server reported an error inside the stream',
  cut: 'the connection ended before the answer did',
  empty: 'the answer ended without a single token',
  cancelled: 'the run was stopped before the answer ended',
  notSent: 'an earlier call of its session failed, so it was never sent',
} as const

export const noEvents: TokenEvents = { at: new Float64Array(0), tokens: new Uint32Array(0) }
