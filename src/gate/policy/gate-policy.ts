/** A policy as the gate works with it: every default filled in, shares as fractions, durations in ns, paths usable from the current folder. */
export interface GatePolicy {
  readonly name: string
  /** As the user gave it. */
  readonly path: string
  readonly mode: 'paired' | 'history'
  /** What is asked of both sides; null: the policy names none, so runs can come from the store only. */
  readonly workloadPath: string | null
  readonly baseline: SidePolicy
  readonly candidate: SidePolicy
  /** K: how many pairs the verdict is planned on. `given`: the policy says so; else the default. */
  readonly pairs: { readonly planned: number; readonly given: boolean }
  /** Of the first pair's prompts and arrivals, later pairs count on; null: the workload's. */
  readonly seed: number | null
  /** Chance of any false statement, over all metrics and looks. */
  readonly alpha: number
  /** The family, named before any run is looked at; in the order of the policy. */
  readonly metrics: readonly GatedMetric[]
  readonly limits: readonly AbsoluteLimit[]
  readonly budget: {
    /** No pair is begun that would likely end later than this after the gate's start; null: no such limit. */
    readonly timeNs: number | null
    /** Pairs at most. */
    readonly pairs: number
  }
  /** Looks before the last pair; null: one look, when all pairs are there. */
  readonly sequential: SequentialPolicy | null
  readonly onInconclusive: 'fail' | 'warn' | 'pass'
}

export interface GatedMetric {
  /** `ttft.p99`, `outputTokensPerS`: a name of the table of metrics. */
  readonly metric: string
  readonly direction: 'lower' | 'higher'
  /** A change for the worse that matters, as a fraction. */
  readonly marginShare: number
}

export type LimitOperator = '<' | '<=' | '>' | '>='

/** A threshold of the candidate alone. */
export interface AbsoluteLimit {
  /** As the policy has it. */
  readonly expression: string
  readonly metric: string
  readonly operator: LimitOperator
  /** In `unit`, which is the run document's. */
  readonly limit: number
  readonly unit: string
}

export type Spending = 'obrien-fleming' | 'pocock'

export interface SequentialPolicy {
  /** Pairs after which a decision is tried, ascending; the last is the most pairs there will be. */
  readonly looks: readonly number[]
  readonly spending: Spending
}

export type SidePolicy = LiveSide | StoredSide | HistorySide

/** Measured now: the workload with these values laid over its target. */
export interface LiveSide {
  readonly kind: 'live'
  readonly label: string
  /** As `--set` has them: `target.engine.quant="int8"`. With `start`, the URL is the started server's. */
  readonly overrides: readonly string[]
  /** A server that is started for each run; null: an endpoint that is there, or the bundled engine. */
  readonly start: StartPolicy | null
}

export interface StartPolicy {
  /** A shell command; `{port}` in it is the port. Run in `folder`, or in the same folder of a checkout of `revision`. */
  readonly command: string
  /** A shell command that is run once in a fresh checkout; null: none. */
  readonly build: string | null
  /** A git revision; null: the working tree as it is. */
  readonly revision: string | null
  readonly folder: string
  /** Null: a free one. */
  readonly port: number | null
  /** Path that answers with a 2xx once the server is up. */
  readonly ready: string
  readonly readyWithinNs: number
  /** Path of the API below the server's root. */
  readonly api: string
  readonly env: Readonly<Record<string, string>>
}

/** Runs that are stored, as `infbench compare` names a side; together with commas. */
export interface StoredSide {
  readonly kind: 'stored'
  readonly label: string
  readonly references: readonly string[]
}

/** Past runs, of which the newest are judged by those before them. */
export interface HistorySide {
  readonly kind: 'history'
  readonly label: string
  /** Null: of any. */
  readonly name: string | null
  readonly tag: string | null
  readonly project: string | null
  /** Runs of the past at most, the newest. */
  readonly last: number
}

/** Pairs below which no verdict is given (DESIGN section 6). */
export const fewestPairs = 5
export const usualPairs = 8
export const usualAlpha = 0.05
/** Metrics of one gate at most. */
export const mostMetrics = 6
/** Past runs of one environment that a prediction needs. */
export const fewestPastRuns = 8
