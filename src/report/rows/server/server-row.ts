/** What the server told of itself over time, beside what was seen here; null: it does not tell that. */
export interface ServerRows {
  readonly samples: number
  readonly binS: number
  readonly rows: readonly ServerRow[]
}
export interface ServerRow {
  /** Middle of the bin. */
  readonly atS: number
  readonly running: number | null
  readonly waiting: number | null
  /** Requests under way as the client saw them. */
  readonly inFlight: number
  readonly kvUsedShare: number | null
  /** Share of the prompt tokens read meanwhile that a prefix cache gave. */
  readonly cachedShare: number | null
  /** Requests that lost their place in the batch meanwhile. */
  readonly preempted: number | null
  /** Output tokens per second: made by the server (for all clients), arrived here. */
  readonly madePerS: number | null
  readonly arrivedPerS: number
}
