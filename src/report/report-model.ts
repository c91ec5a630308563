import type { FailureKind } from '../core/request-record.ts'

/**
 * All that a report of one run says, as plain data: texts finished, times in s since the run's start and latencies in ms, rows thinned by
 * stated rules. Charts and page are pure functions of it; the same header, document and records give the same model, byte for byte.
 */
export interface ReportModel {
  readonly schema: 'infbench.report/1'
  readonly runId: string
  readonly name: string
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly infbenchVersion: string
  readonly target: { readonly model: string; readonly url: string; readonly kind: 'endpoint' | 'engine' }
  readonly validity: ValiditySection
  /** What was measured; whether it can be trusted; the main finding. */
  readonly sentences: readonly [string, string, string]
  readonly tiles: readonly Tile[]
  readonly latency: readonly LatencyLine[]
  readonly figures: readonly FigureGroup[]
  readonly failures: readonly FailureLine[]
  readonly facts: readonly FactGroup[]
  readonly workloadText: string | null
  /** The exact command that repeats the run. */
  readonly rerun: string
  readonly definitions: readonly Definition[]
  readonly charts: ChartRows
}

export interface ValiditySection {
  readonly status: 'valid' | 'degraded' | 'invalid'
  readonly reasons: readonly {
    readonly code: string
    readonly message: string
    readonly hint: string | null
    readonly severity: string
  }[]
}

/** One headline figure. */
export interface Tile {
  readonly label: string
  /** Metric whose formula explains it. */
  readonly metric: string | null
  readonly value: string
  readonly note: string
  readonly tone: 'plain' | 'good' | 'bad'
}

/** One row of the latency table; values in ms but for `unit`. */
export interface LatencyLine {
  readonly metric: string
  readonly label: string
  readonly unit: string
  readonly n: number
  readonly mean: number | null
  readonly min: number | null
  readonly p50: number | null
  readonly p90: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly max: number | null
  /** Percentiles for which the run holds too few independent samples. */
  readonly unsettled: readonly string[]
}

export interface FigureGroup {
  readonly title: string
  readonly lines: readonly Figure[]
}

export interface Figure {
  readonly label: string
  readonly metric: string | null
  readonly value: string
  readonly note: string | null
}

export interface FailureLine {
  readonly kind: FailureKind
  readonly sentence: string
  readonly status: number | null
  readonly count: number
  readonly share: number
  /** One of the details, as the server or the socket gave it: never trusted as markup. */
  readonly example: string
}

export interface FactGroup {
  readonly title: string
  readonly lines: readonly { readonly label: string; readonly value: string }[]
}

/** A metric as the glossary and the hover explain it. */
export interface Definition {
  readonly metric: string
  readonly label: string
  readonly unit: string
  readonly formula: string
  readonly meaning: string
  readonly source: string
  readonly better: 'lower' | 'higher'
}

export interface ChartRows {
  readonly time: TimeSpan
  readonly load: LoadRows
  readonly tracks: Readonly<Record<TrackName, Track>>
  readonly tail: TailRows
  readonly tokenIndex: readonly TokenIndexRow[]
  readonly inputLength: InputLengthRows
  readonly timeline: TimelineRows
  readonly errors: ErrorRows
  readonly slo: readonly SloRow[]
}

/** The x axis that all charts over time share, s since the run's start. */
export interface TimeSpan {
  readonly startS: number
  readonly endS: number
  /** Where the measured window begins; null: there was no warm-up. */
  readonly warmupEndS: number | null
}

export interface LoadRows {
  readonly binS: number
  readonly peakInFlight: number
  readonly rows: readonly LoadRow[]
}
export interface LoadRow {
  /** Middle of the bin. */
  readonly atS: number
  readonly offeredPerS: number
  readonly completedPerS: number
  readonly inFlight: number
}

export type TrackName = 'ttft' | 'itl' | 'e2e' | 'sendLag'

/** One latency over time: single values (thinned) and percentiles per bin of time. */
export interface Track {
  readonly points: readonly TrackPoint[]
  readonly bins: readonly TrackBin[]
  readonly binS: number
  /** Values there were before thinning. */
  readonly total: number
  readonly thinning: string | null
  readonly limits: readonly Limit[]
}
export interface TrackPoint {
  readonly atS: number
  readonly ms: number
  readonly request: number
  readonly warmup: boolean
}
export interface TrackBin {
  readonly atS: number
  readonly n: number
  readonly p50Ms: number
  readonly p95Ms: number
}

/** A threshold of the workload; `label` names the class when classes differ. */
export interface Limit {
  readonly label: string
  readonly ms: number
}

export interface TailRows {
  readonly rows: readonly TailRow[]
  readonly thinning: string | null
}
export interface TailRow {
  readonly metric: string
  readonly ms: number
  /** Share of values that are at least this large. */
  readonly share: number
}

export interface TokenIndexRow {
  readonly firstToken: number
  readonly lastToken: number
  readonly n: number
  readonly p10Ms: number
  readonly p50Ms: number
  readonly p90Ms: number
}

export interface InputLengthRows {
  readonly points: readonly { readonly inputTokens: number; readonly ttftMs: number; readonly request: number }[]
  readonly bins: readonly { readonly inputTokens: number; readonly n: number; readonly p50Ms: number }[]
  readonly total: number
  readonly thinning: string | null
}

export interface TimelineRows {
  /** What the x axis covers: the run, or the part of it that is drawn. */
  readonly time: TimeSpan
  readonly total: number
  readonly rows: readonly TimelineRow[]
  readonly thinning: string | null
}
export interface TimelineRow {
  readonly request: number
  readonly scheduledS: number
  readonly sentS: number | null
  readonly firstTokenS: number | null
  readonly doneS: number
  readonly outcome: 'ok' | FailureKind
}

export interface ErrorRows {
  readonly binS: number
  readonly kinds: readonly FailureKind[]
  readonly rows: readonly { readonly atS: number; readonly kind: FailureKind; readonly count: number }[]
}

export interface SloRow {
  readonly className: string
  /** `ttft`, ... or `all` for every SLO of the class at once. */
  readonly criterion: string
  readonly label: string
  readonly met: number
  readonly of: number
  readonly share: number
}
