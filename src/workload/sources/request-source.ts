import type { Rng } from '../../core/rng.ts'

/** Where the lengths of requests come from, and for a trace also their times. */
export interface RequestSource {
  /** `azure-conv-2023`, `synthetic`, or the path of a trace. */
  readonly name: string
  /** SHA-256 (hex) of the content, or of the plan for synthetic lengths: equal means the same requests can be had from it. */
  readonly fingerprint: string
  /** The rows of a trace in order of time; null where lengths are drawn. */
  readonly rows: readonly SourceRow[] | null
  /** Lengths of one request (for a trace: of a row picked at random). */
  draw(rng: Rng): SourceRow
  /** No row has more input plus output tokens; null where nothing bounds them. */
  readonly largestTokens: number | null
  /** What was changed in reading it, a sentence each. */
  readonly notes: readonly string[]
}

export interface SourceRow {
  readonly inputTokens: number
  readonly outputTokens: number
  /** ns since the trace's first row (before `skip`); null where lengths are drawn. */
  readonly timestampNs: number | null
}
