import type { SweepDocument } from '../../metrics/search/sweep-schema.ts'
import type { SweepPoint } from '../../metrics/search/sweep-schema.ts'
import type { Limit } from '../chart-rows.ts'
import type { Definition, FactGroup, Tile } from '../report-model.ts'

/** All that the report of a group of runs says, as plain data: the same runs give the same model, byte for byte. */
export interface SweepReportModel {
  readonly schema: 'infbench.sweep-report/1'
  readonly sweepId: string
  readonly name: string
  readonly kind: SweepDocument['kind']
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly infbenchVersion: string
  /** Of the first run. */
  readonly target: { readonly model: string; readonly url: string; readonly kind: 'endpoint' | 'engine' }
  /** What was run; what was found; where it is saturated; how far it can be trusted. Made by `rules`. */
  readonly sentences: readonly string[]
  readonly rules: readonly string[]
  readonly tiles: readonly Tile[]
  readonly points: readonly PointLine[]
  readonly facts: readonly FactGroup[]
  readonly workloadText: string | null
  /** The exact command that makes the group again. */
  readonly rerun: string
  readonly definitions: readonly Definition[]
  readonly charts: SweepChartRows
}

/** One run in the table of all. */
export interface PointLine {
  readonly point: SweepPoint
  readonly label: string
  readonly marks: readonly ('best' | 'front' | 'held' | 'failed' | 'unsure')[]
  /** The run's own report, relative to this one; null: not written, or this one goes to no file. */
  readonly href: string | null
}

export interface SweepChartRows {
  /** `load`: figures against a rate or users; `setting`: a line for each setting, where no series has two loads; `repeat`: one for each run. */
  readonly axis: { readonly kind: 'load'; readonly over: 'rate' | 'users' } | { readonly kind: 'setting' | 'repeat' }
  /** Runs without a load of the axis: they are in the table alone. */
  readonly leftOut: number
  /** Names in order; one where runs differ in load alone. */
  readonly series: readonly string[]
  readonly rows: readonly LevelRow[]
  readonly limits: { readonly ttft: readonly Limit[]; readonly tpot: readonly Limit[] }
  readonly saturation: readonly { readonly series: string; readonly level: number; readonly requestsPerS: number }[]
  /** Whether any service level was set: without one every completed request is good. */
  readonly hasSlo: boolean
  readonly pareto: readonly ParetoRow[]
  /** MFU and MBU of each run of the bundled engine, by what they depend on; empty for an endpoint. */
  readonly use: readonly UseRow[]
  /** Null for a sweep. */
  readonly search: SearchRows | null
}

/** The runs at one load of a series, or at one setting, taken together: medians of their percentiles, means of their rates. */
export interface LevelRow {
  readonly series: string
  readonly setting: string
  readonly level: number | null
  readonly runs: number
  readonly ttft: { readonly p50: number | null; readonly p90: number | null; readonly p99: number | null }
  readonly tpot: LevelRow['ttft']
  readonly requestsPerS: number | null
  readonly outputTokensPerS: number | null
  readonly attainment: number | null
  /** Bounds, 95 %, over the independent requests of all runs (Wilson). */
  readonly attainmentLow: number | null
  readonly attainmentHigh: number | null
  readonly goodputPerS: number | null
  /** The goodput at the bounds of the attainment. */
  readonly goodputLow: number | null
  readonly goodputHigh: number | null
}

export interface ParetoRow {
  readonly runId: string
  readonly label: string
  readonly series: string
  readonly tokensPerSPerUser: number
  readonly outputTokensPerS: number
  readonly front: boolean
}

/** `size`: sequences of a decode step, tokens of a prompt that is prefilled; means of the run. */
export interface UseRow {
  readonly runId: string
  readonly label: string
  readonly phase: 'prefill' | 'decode'
  readonly measure: 'MFU' | 'MBU'
  readonly size: number
  readonly share: number
}

export interface SearchRows {
  readonly over: 'rate' | 'users'
  readonly attainment: number
  readonly best: number | null
  readonly rows: readonly {
    /** From 1 on, as made. */
    readonly run: number
    readonly level: number
    readonly attainment: number | null
    readonly verdict: 'held' | 'failed' | 'unsure'
  }[]
}
