import type { PausePlan } from '../pauses/pause-plan.ts'
import type { FormatName } from './formats/format-names.ts'
import type { ColumnRole } from './formats/trace-format.ts'

/** Where requests come from, with every default filled in. */
export type SourcePlan =
  | { readonly kind: 'synthetic'; readonly input: LengthPlan; readonly output: LengthPlan }
  | { readonly kind: 'distribution'; readonly name: string }
  | TracePlan
  /** The sessions of a recorded trace, played call after answer. */
  | { readonly kind: 'sessions'; readonly trace: TracePlan }
  | DrawnSessionsPlan

/** Sessions drawn from formulas. */
export interface DrawnSessionsPlan {
  readonly kind: 'drawn-sessions'
  /** Calls of a session, those of agents apart. */
  readonly turns: LengthPlan
  /** Tokens of the first prompt without `shared`; tokens that each later call adds to what was said. */
  readonly start: LengthPlan
  readonly input: LengthPlan
  readonly output: LengthPlan
  /** Tokens that all sessions begin with. */
  readonly shared: number
  readonly gap: PausePlan
  readonly fanOut: { readonly share: number; readonly calls: LengthPlan } | null
}

/** A file of recorded requests: a trace, or a data set of prompts. */
export interface TracePlan {
  readonly kind: 'trace'
  readonly path: string
  /** null: the one that its first record shows. */
  readonly format: FormatName | null
  /** Names of columns, for tables with names of their own. */
  readonly columns: Readonly<Partial<Record<ColumnRole, string>>>
  readonly skip: number
  readonly take: number | null
  /** Records that cannot be read are left out and counted, instead of ending the run. */
  readonly skipBadRows: boolean
  /** Prompts share the beginnings that the trace says they share. */
  readonly sharing: boolean
  /** Lengths of rows that do not tell theirs. */
  readonly missing: { readonly input: LengthPlan; readonly output: LengthPlan }
}

export type LengthPlan =
  | { readonly kind: 'fixed'; readonly tokens: number }
  | { readonly kind: 'uniform'; readonly min: number; readonly max: number }
  | {
      readonly kind: 'normal'
      readonly mean: number
      readonly sd: number
      readonly min: number
      readonly max: number | null
    }
  | {
      readonly kind: 'lognormal'
      readonly median: number
      readonly sigma: number
      readonly min: number
      readonly max: number | null
    }
  /** Piecewise-linear inverse CDF through [share, tokens] points. */
  | { readonly kind: 'quantiles'; readonly points: readonly (readonly [number, number])[] }
