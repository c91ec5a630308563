import type { RequestRecord } from '../../core/request-record.ts'
import type { RunHeader } from '../../core/run-header.ts'
import type { RunDocument } from '../../metrics/run-document.ts'

/** A run to compare; with its records the page also shows whole distributions. */
export interface RunSide {
  readonly header: RunHeader
  readonly document: RunDocument
  readonly records?: readonly RequestRecord[] | undefined
}

/** Sides have letters in the order given; the first is the reference. */
export const sideLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** One run or several repeats of one setting, to be set against another side. */
export interface Side {
  /** What a person calls it. */
  readonly name: string
  /** At least one, in the order they were made. */
  readonly runs: readonly RunSide[]
}

/**
 * Contract `infbench.compare/1`: sides set against each other, differences of conditions first. Times in ms; unknown is null. Keys are
 * added, never renamed or removed, within version 1.
 */
export interface Comparison {
  readonly schema: 'infbench.compare/1'
  /** First run of each side. */
  readonly a: ComparedRun
  readonly b: ComparedRun
  /** All runs of both. */
  readonly sides: { readonly a: ComparedSide; readonly b: ComparedSide }
  /** All ran the same workload over the same data, and none is invalid: figures may be set against each other. */
  readonly comparable: boolean
  /** Why not, or what to bear in mind; empty when nothing but the figures differs. */
  readonly cautions: readonly string[]
  /** What so many runs can and cannot say. */
  readonly statement: string
  /** What the bounds say, in a sentence each; empty where there are none. */
  readonly findings: readonly string[]
  readonly inference: ComparisonInference
  readonly conditions: readonly ConditionDifference[]
  readonly metrics: readonly MetricChange[]
  /** The first side against a third, a fourth, and so on. */
  readonly further: readonly Comparison[]
}

export interface ComparedSide {
  /** `A` is the reference. */
  readonly letter: string
  readonly name: string
  readonly runs: readonly ComparedRun[]
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
  /** Of its prompts and arrivals; runs of both sides with one seed are a pair. Null where the plan tells none. */
  readonly seed: number | null
}

/** What the bounds of a comparison stand on. */
export type ComparisonInference =
  | { readonly kind: 'none'; readonly reason: string }
  | {
      readonly kind: 'paired' | 'unpaired'
      /** Pairs, or runs of each side. */
      readonly repeats: { readonly a: number; readonly b: number }
      /** Chance of any false bound against any side: as asked for, and the attainable one nearest to it that was used. */
      readonly alpha: number
      readonly level: number
      /** The bounds against so many sides hold at once. */
      readonly sides: number
      /** Every arrangement of the runs was weighed, not a sample. */
      readonly exact: boolean
      readonly arrangements: number
      /** A change that matters, as a fraction; null: none was named. */
      readonly margin: number | null
      /** `ttft.p50`: those the bounds hold for at once, named before the runs were looked at. */
      readonly family: readonly string[]
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
  /** Of several runs the geometric mean (the mean where one is not above 0). */
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
  /** Of every run, in the order of `sides`. */
  readonly perRun: { readonly a: readonly (number | null)[]; readonly b: readonly (number | null)[] }
  /** What repeats allow to say; null outside the family, and without enough repeats. */
  readonly inferred: InferredChange | null
}

/** Relative changes as fractions. */
export interface InferredChange {
  /** Simultaneous bounds of the relative change; null: unbounded. */
  readonly low: number | null
  readonly high: number | null
  /** Adjusted for all metrics of the family, of "no change in any". */
  readonly p: number
  /** The smallest slow-down or loss that would have been found in 4 of 5 such comparisons; null: none. */
  readonly detectable: number | null
  /** By the bounds: `undecided` where they hold no change. */
  readonly finding: 'better' | 'worse' | 'undecided'
  /** Of each pair; null where runs have no pairs. */
  readonly pairs: readonly number[] | null
}
