/** Contract `infbench.history/1`: one figure of run after run. Times in ms; unknown is null. Keys are added, never renamed, within version 1. */
export interface History {
  readonly schema: 'infbench.history/1'
  /** `ttft.p50`. */
  readonly metric: string
  /** `TTFT p50`. */
  readonly label: string
  readonly unit: string
  readonly better: 'lower' | 'higher'
  /** Highest p of a change that is marked, and reorderings that it was drawn against. */
  readonly alpha: number
  readonly draws: number
  /** That all its runs belong to; null: to none, or to several. */
  readonly project: string | null
  /** A line each: only runs of one workload over one dataset with one model answer one question. */
  readonly series: readonly HistorySeries[]
}

export interface HistorySeries {
  readonly name: string
  readonly model: string
  readonly workload: string
  readonly dataset: string
  /** From the first to the last. */
  readonly runs: readonly HistoryRun[]
  /** Stretches of one environment; changes are looked for inside each, never across. */
  readonly stretches: readonly Stretch[]
  readonly changes: readonly HistoryChange[]
  /** Where the line is broken; changes are looked for across another target, and not across another environment. */
  readonly breaks: readonly LineBreak[]
}

export interface HistoryRun {
  readonly runId: string
  readonly name: string
  readonly startedAt: string
  readonly value: number | null
  readonly status: 'valid' | 'degraded' | 'invalid'
  /** Has a value and is not invalid: part of the line. */
  readonly counted: boolean
  readonly gitCommit: string | null
  readonly version: string
  /** What the target said of itself is not what it said the run before. */
  readonly targetChanged: boolean
  /** Index into `stretches`. */
  readonly stretch: number
}

export interface Stretch {
  /** Fingerprint of the environment. */
  readonly environment: string
  /** Indices into `runs`, the last included. */
  readonly from: number
  readonly to: number
}

export interface HistoryChange {
  /** Index into `runs` of the first run after it. */
  readonly at: number
  readonly runId: string
  readonly p: number
  /** Geometric means (means where a value is not above 0) between the changes or ends next to it. */
  readonly before: number
  readonly after: number
  readonly relative: number | null
  readonly direction: 'better' | 'worse' | 'same' | 'unknown'
}

/** A run whose machine or target is not that of the run before. */
export interface LineBreak {
  /** Index into `runs`. */
  readonly at: number
  readonly kind: 'environment' | 'target'
  readonly runId: string
  /** `Node: v20 -> v22`. */
  readonly fields: readonly string[]
}
