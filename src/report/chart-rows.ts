import type { ComputeType, PhaseName } from '../core/engine-work.ts'
import type { ServerRows } from './rows/server/server-row.ts'
import type { FailureKind } from '../core/request-record.ts'

/** What every chart of a run's report draws; times in s since the run's start, latencies in ms. */
export interface ChartRows {
  readonly time: TimeSpan
  readonly load: LoadRows
  readonly tracks: Readonly<Record<TrackName, Track>>
  readonly tail: TailRows
  readonly tokenIndex: readonly TokenIndexRow[]
  readonly inputLength: InputLengthRows
  /** Empty where no request was a call of a session. */
  readonly turns: readonly TurnRow[]
  readonly timeline: TimelineRows
  readonly errors: ErrorRows
  readonly slo: readonly SloRow[]
  /** Whether the workload sets any service level, measured requests or not. */
  readonly sloSet: boolean
  /** Null for a server that tells nothing of itself at /metrics. */
  readonly server: ServerRows | null
  /** Null for a target that tells nothing of its kernels: then there is no such chart. */
  readonly roofline: RooflineRows | null
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
  /** Requests of the whole run, warm-up included. */
  readonly offered: number
  readonly completed: number
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

/** The wait at a turn of sessions, or at a group of late turns. */
export interface TurnRow {
  /** `3`, `9-16`. */
  readonly turn: string
  readonly requests: number
  readonly completed: number
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly inputTokens: number | null
  readonly cachedShare: number | null
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

/** Kernels under the roofs of their machine. */
export interface RooflineRows {
  readonly readGBPerS: number
  readonly roofs: readonly RoofRow[]
  /** What the datasheet of the hardware named for the run promises; null where none is named, or none that is known. */
  readonly datasheet: DatasheetRoofs | null
  /** ISO 8601: when the roofs were measured. */
  readonly measuredAt: string
  /** Other programs had a part of the machine then, so the roofs are too low. */
  readonly disturbed: boolean
  readonly threads: number
  readonly isa: string
  /** By phase, the longest first. */
  readonly kernels: readonly KernelRow[]
}
/** Of all devices together. */
export interface DatasheetRoofs {
  /** `2 x NVIDIA L4`. */
  readonly name: string
  readonly readGBPerS: number
  readonly roofs: readonly RoofRow[]
  readonly source: string
}
export interface RoofRow {
  readonly type: ComputeType
  readonly gflopPerS: number
}
export interface KernelRow {
  readonly phase: PhaseName
  readonly name: string
  readonly type: ComputeType
  readonly calls: number
  readonly ms: number
  /** Of the phase's step time. */
  readonly share: number | null
  readonly flopPerByte: number | null
  readonly gflopPerS: number
  readonly gbPerS: number
  readonly boundBy: 'compute' | 'memory' | null
  readonly roofShare: number | null
  readonly gapMs: number | null
}
