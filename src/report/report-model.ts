import type { FailureKind } from '../core/request-record.ts'
import type { ChartRows } from './chart-rows.ts'
import type { PackedRequests } from './selection/packed-requests.ts'

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
  /** By which the sentences are made, in the same order. */
  readonly rules: readonly string[]
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
  /** Why charts of requests are empty, where an imported file has none. */
  readonly noRequests?: string
  /** For drawing the charts again of some requests; null where there are too few to choose from. */
  readonly requests: PackedRequests | null
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
  /** Independent values they are worth; null where that cannot be told. */
  readonly effective: number | null
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
