import type { RequestRecord, TokenEvents } from '../core/request-record.ts'
import type { GapVisitor } from './token-gaps.ts'
import type { WindowWork } from './window-work.ts'

/** What every row of the metrics table says of itself. */
export interface MetricText {
  /** Short, for tables and axes. */
  readonly label: string
  /** In words, for people who meet it the first time. */
  readonly meaning: string
  readonly formula: string
  readonly source: string
  readonly better: 'lower' | 'higher'
}

/** A value per request; the run reports its distribution. `over`: completed requests, or all that were sent. */
export interface RequestMetric extends MetricText {
  readonly per: 'request'
  /** Its place in the run document's `metrics`; durations are in ms there. */
  readonly key: string
  readonly unit: 'ns' | 'tokens/s'
  readonly over: 'completed' | 'sent'
  readonly of: (record: RequestRecord) => number | null
}

/** Several values per completed request; the run reports the distribution of all. */
export interface TokenMetric extends MetricText {
  readonly per: 'token' | 'event'
  readonly key: string
  readonly unit: 'ns'
  readonly of: (events: TokenEvents, visit: GapVisitor) => void
}

/** One value per run; `path` is its place in the run document. */
export interface RunMetric extends MetricText {
  readonly per: 'run'
  readonly unit: 'tokens/s' | 'requests/s' | 'requests/min' | 'share' | 'USD'
  readonly path: readonly [section: 'throughput' | 'goodput' | 'cost', key: string]
  readonly of: (totals: RunTotals) => number | null
}

/** One value per machine and span of work, from counted FLOP and bytes; a run over HTTP alone cannot know it. */
export interface MachineMetric extends MetricText {
  readonly per: 'machine'
  readonly unit: 'share'
  readonly of: (use: MachineUse) => number | null
}

export type Metric = RequestMetric | TokenMetric | RunMetric | MachineMetric

/** What the run metrics are computed from. */
export interface RunTotals {
  readonly work: WindowWork
  /** Requests of phase `measure` that ended, and those of them that met every SLO of their class. */
  readonly measured: number
  readonly meeting: number
  /** For all accelerators together; null where no price was given. */
  readonly pricePerHour: number | null
}

export interface MachineUse {
  readonly modelFlopPerSecond: number | null
  readonly peakFlopPerSecond: number | null
  readonly movedBytesPerSecond: number | null
  readonly peakBytesPerSecond: number | null
}
