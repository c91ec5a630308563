import type { QuantileTable } from '../sources/quantile-table.ts'
import type { TracePlan } from '../sources/source-plan.ts'

/** How long somebody waits: a user before the next request, a session before its next call. */
export type PausePlan =
  | { readonly kind: 'fixed'; readonly ns: number }
  | { readonly kind: 'exponential'; readonly meanNs: number; readonly maxNs: number | null }
  | { readonly kind: 'lognormal'; readonly medianNs: number; readonly sigma: number; readonly maxNs: number | null }
  | { readonly kind: 'uniform'; readonly minNs: number; readonly maxNs: number }
  /** Piecewise-linear inverse CDF through [share, ns] points. */
  | { readonly kind: 'quantiles'; readonly points: QuantileTable; readonly notes?: readonly string[] }
  /** As recorded in the sessions of a trace; `readPause` makes quantiles of it. */
  | { readonly kind: 'trace'; readonly trace: TracePlan; readonly maxNs: number | null }
