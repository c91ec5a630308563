/**
 * What `infbench selftest` found on a machine: how wrong the harness measures there, against a server whose schedule is
 * known. Kept per environment; later runs of the same environment carry it.
 */
export interface Certificate {
  readonly measuredAtMs: number
  /** Fingerprint of the environment, as in a run's header. */
  readonly environment: string
  readonly infbenchVersion: string
  /** Every check met its bar. */
  readonly passed: boolean
  /** 99th percentiles of the absolute errors, ns. */
  readonly errorNs: { readonly ttft: number; readonly itl: number; readonly e2e: number }
  readonly checks: readonly CheckResult[]
  /** Cores of the mock server and of the harness, such as `0` and `1-3`; null where they shared them, absent in old ones. */
  readonly cores?: { readonly server: string; readonly harness: string } | null
}

/** One thing that was measured, beside what it must reach. */
export interface CheckResult {
  /** Stable name, e.g. `ttft-bias-p99`. */
  readonly name: string
  readonly group: string
  readonly label: string
  readonly unit: 'ms' | 'us' | '%' | '1/s' | ''
  /** Null: could not be measured. */
  readonly measured: number | null
  readonly bar: number
  readonly better: 'lower' | 'higher'
  readonly passed: boolean
}
