/** What stands above a page of `infbench ui` and nowhere in a file: the way back, and what may be written about a run. */
export interface ServedFrame {
  /** Null on pages of several runs. */
  readonly run: ServedRun | null
}

/** A run as its page lets people describe it. */
export interface ServedRun {
  readonly runId: string
  readonly tags: readonly string[]
  /** Empty: none was written. */
  readonly note: string
}
