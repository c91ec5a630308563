/** What stands above a page of `infbench ui` and nowhere in a file: the way back, and what may be written about a run. */
export interface ServedFrame {
  /** Null on pages of several runs. */
  readonly run: ServedRun | null
}

/** A run as its page lets people describe it. */
export interface ServedRun {
  readonly runId: string
  readonly tags: readonly string[]
  readonly notes: readonly ServedNote[]
}

export interface ServedNote {
  /** Names it in its run. */
  readonly number: number
  /** ISO 8601, UTC. */
  readonly writtenAt: string
  readonly text: string
}
