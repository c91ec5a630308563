/** What a server told of itself at one moment (`GET /metrics`), under names common to all servers; null: it does not tell that. */
export interface ServerSample {
  /** ns since run start, when the answer was read. */
  readonly at: number
  /** Requests in the batch and requests that wait for a place in it. */
  readonly running: number | null
  readonly waiting: number | null
  /** Share of the KV cache in use, 0..1. */
  readonly kvUsedShare: number | null
  /** Counted since the server's start. */
  readonly preemptions: number | null
  /** Prompt tokens from a prefix cache, counted since the server's start. */
  readonly cachedTokens: number | null
  /** Prompt tokens read and output tokens made, counted since the server's start, of all clients. */
  readonly promptTokens: number | null
  readonly generatedTokens: number | null
}

/** What a sample tells, without its time. */
export type ServerFigures = Omit<ServerSample, 'at'>
