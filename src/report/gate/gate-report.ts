/** What the page of a verdict is made of: the document of `infbench gate --json`, as far as it is shown. Shares, positive is worse. */
export interface GateReport {
  readonly id: string
  readonly name: string
  readonly policy: string
  readonly createdAt: string
  readonly infbench: string
  readonly mode: 'paired' | 'history'
  readonly verdict: VerdictWord
  readonly exitCode: number
  readonly reasons: readonly string[]
  readonly baseline: ReportedSide
  readonly candidate: ReportedSide
  readonly pairs: {
    readonly planned: number
    readonly used: number
    readonly order: readonly ('AB' | 'BA')[]
    readonly seeds: readonly (number | null)[]
  }
  readonly inference: {
    readonly alpha: number
    readonly attainableAlpha: number | null
    readonly arrangements: number | null
    readonly exact: boolean
    readonly power: number
    readonly notes: readonly string[]
  } | null
  readonly metrics: readonly ReportedMetric[]
  readonly limits: readonly ReportedLimit[]
  readonly faults: readonly { readonly code: string; readonly message: string; readonly hint: string | null }[]
}

export type VerdictWord = 'pass' | 'warn' | 'regression' | 'inconclusive' | 'incomparable'

export interface ReportedSide {
  readonly label: string
  readonly target: string | null
  readonly runs: readonly string[]
}

export interface ReportedMetric {
  readonly metric: string
  readonly label: string
  readonly unit: string
  readonly direction: 'lower' | 'higher'
  readonly marginShare: number
  readonly baselineMedian: number | null
  readonly candidateMedian: number | null
  readonly effectShare: number | null
  readonly lowerShare: number | null
  readonly upperShare: number | null
  readonly pValue: number | null
  readonly detectableShare: number | null
  readonly pairsToDecide: number | null
  readonly verdict: VerdictWord
  readonly why: string
  readonly differences: readonly (number | null)[]
}

export interface ReportedLimit {
  readonly expression: string
  readonly verdict: VerdictWord
  readonly why: string
}

/** How the verdict on one metric was computed. */
export interface ReportedComputation {
  readonly metric: string
  readonly steps: readonly {
    readonly title: string
    readonly lines: readonly string[]
    readonly table: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] } | null
  }[]
}
