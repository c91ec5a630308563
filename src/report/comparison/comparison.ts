import type { RequestRecord } from '../../core/request-record.ts'
import type { RunHeader } from '../../core/run-header.ts'
import type { RunDocument } from '../../metrics/run-document.ts'

/** One of two runs to compare; with its records the page also shows whole distributions. */
export interface RunSide {
  readonly header: RunHeader
  readonly document: RunDocument
  readonly records?: readonly RequestRecord[] | undefined
}

/** Contract `infbench.compare/1`: two runs side by side, differences of conditions first. Times in ms; unknown is null. */
export interface Comparison {
  readonly schema: 'infbench.compare/1'
  readonly a: ComparedRun
  readonly b: ComparedRun
  /** Both ran the same workload over the same data, and neither is invalid: figures may be set against each other. */
  readonly comparable: boolean
  /** Why not, or what to bear in mind; empty when nothing but the figures differs. */
  readonly cautions: readonly string[]
  /** What one run each can and cannot say. */
  readonly statement: string
  readonly conditions: readonly ConditionDifference[]
  readonly metrics: readonly MetricChange[]
}

export interface ComparedRun {
  readonly runId: string
  readonly name: string
  readonly startedAt: string
  readonly model: string
  readonly url: string
  readonly kind: 'endpoint' | 'engine'
  readonly status: RunDocument['status']
  readonly reasons: RunDocument['reasons']
  readonly requests: { readonly sent: number; readonly completed: number; readonly failed: number }
}

/** One respect in which conditions may differ; `same` is decided by fingerprint, the fields say in what. */
export interface ConditionDifference {
  readonly area: 'workload' | 'dataset' | 'target' | 'environment'
  readonly same: boolean
  readonly fields: readonly FieldDifference[]
}

export interface FieldDifference {
  readonly field: string
  /** Null: absent on that side. */
  readonly a: string | null
  readonly b: string | null
}

/** One statistic of one metric on both sides. */
export interface MetricChange {
  readonly metric: string
  readonly label: string
  /** Null for metrics that are one number per run. */
  readonly statistic: 'mean' | 'p50' | 'p90' | 'p95' | 'p99' | null
  readonly unit: string
  readonly better: 'lower' | 'higher'
  readonly a: number | null
  readonly b: number | null
  /** b - a. */
  readonly absolute: number | null
  /** (b - a) / a, as a fraction; null when a is 0 or unknown. */
  readonly relative: number | null
  /** Which way the figure moved: a direction, not a finding; `same` is less than 0.5 % apart. */
  readonly direction: 'better' | 'worse' | 'same' | 'unknown'
  /** A side holds too few independent values for this percentile. */
  readonly weak: boolean
}
