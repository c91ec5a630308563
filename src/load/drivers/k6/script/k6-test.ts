import type { SloByClass } from '../../../../core/run-header.ts'
import type { K6Threshold } from '../thresholds/k6-threshold.ts'

/** A run as a k6 script holds it. */
export interface K6Test {
  readonly name: string
  /** Of infbench. */
  readonly version: string
  /** The command that wrote it, for its first lines. */
  readonly command: string
  /** Complete: with `/chat/completions` or `/completions`. */
  readonly url: string
  /** Without any key. */
  readonly headers: Readonly<Record<string, string>>
  /** Name of the environment variable with the key; null: none is sent. */
  readonly apiKeyEnv: string | null
  readonly stream: boolean
  /** VUs in all instances. */
  readonly vus: number
  readonly timeoutNs: number
  readonly drainNs: number
  readonly slo: SloByClass
  readonly thresholds: readonly K6Threshold[]
  /** In order of sending; its place is its index. */
  readonly requests: readonly K6Request[]
  /** What `infbench merge` makes a run of, as JSON; null: the script's results are read by who started it. */
  readonly run: object | null
}

export interface K6Request {
  readonly phase: 'warmup' | 'measure'
  readonly className: string
  readonly inputTokens: number
  readonly outputTokens: number
  /** ns since the schedule's zero; null in a closed loop. */
  readonly dueNs: number | null
  /** Its user's pause after the answer. */
  readonly pauseNs: number
  /** JSON text. */
  readonly body: string
}

/** Metrics of a script, by the names k6 knows them by. */
export const k6Metrics = {
  /** Counts requests; its points carry in `metadata` what becomes of them. */
  request: 'infbench_request',
  ttft: 'infbench_ttft',
  tpot: 'infbench_tpot',
  e2e: 'infbench_e2e',
  failed: 'infbench_failed',
  slo: 'infbench_slo',
} as const

/** Keys of `metadata`. */
export const k6Metadata = { request: 'infbench', run: 'infbench_run' } as const
