/**
 * What is known of a run apart from its requests: stored beside them, shown by every report, compared before any figure is.
 * Written when the run starts (`endedAt` and `client` null) and completed when it ends, so that a killed run still has one.
 */
export interface RunHeader {
  /** Sortable and unique across machines: `20261121-084500-ab12cd`. */
  readonly runId: string
  readonly name: string
  /** Wall time of the run's start, ms since 1970: the zero of every `...At` of its records. */
  readonly startedAtMs: number
  /** `running` in the store with no live process behind it means: killed. */
  readonly state: 'running' | 'completed' | 'interrupted' | 'failed'
  readonly target: TargetFacts
  /** The resolved plan as JSON, every default filled in. */
  readonly plan: unknown
  /** The workload file as the user wrote it, and how it was called, for the exact rerun command. */
  readonly workload: { readonly text: string; readonly path: string | null; readonly overrides: readonly string[] }
  /** Measurement window in ns since run start; `endAt` null while running. */
  readonly window: { readonly startAt: number; readonly endAt: number | null }
  readonly planned: { readonly requests: number | null; readonly durationNs: number | null }
  readonly environment: Environment
  readonly fingerprints: Fingerprints
  readonly client: ClientTelemetry | null
  readonly slo: SloByClass
  readonly hardware: HardwareFacts | null
  /** What the run belongs to; null: nothing. */
  readonly project: string | null
  readonly tags: readonly string[]
}

export interface TargetFacts {
  /** `engine`: the bundled one, started for this run. */
  readonly kind: 'endpoint' | 'engine'
  readonly url: string
  readonly model: string
  /** Engine settings or what the server said of itself (version header, /v1/models entry); plain JSON. */
  readonly facts: Readonly<Record<string, string | number | boolean | null>>
  /** Tokenizer used to size prompts, and whether it is the target's own. */
  readonly tokenizer: { readonly name: string; readonly fidelity: 'target' | 'assumed' }
}

/** The machine the load came from (and, for the bundled engine, the machine measured). */
export interface Environment {
  readonly os: string
  readonly cpuModel: string
  readonly cpuCores: number
  readonly memoryBytes: number
  readonly nodeVersion: string
  readonly infbenchVersion: string
  readonly gitCommit: string | null
  readonly virtualized: boolean | null
}

/** SHA-256 prefixes (16 hex digits) of canonical JSON; equal fingerprints mean comparable in that respect. */
export interface Fingerprints {
  readonly workload: string
  readonly environment: string
  readonly target: string
  /** Of the trace, dataset or distribution the requests came from. */
  readonly dataset: string
}

/** How the load generator itself fared; validity is judged by it. */
export interface ClientTelemetry {
  readonly eventLoopDelayNs: { readonly p50: number; readonly p99: number; readonly max: number }
  /**
   * How long the bytes of answers had been there when they were stamped, by the kernel's own stamps of a sample of the reads. Null: the
   * kernel told nothing; absent in runs of earlier versions and of transports that cannot ask it.
   */
  readonly readLagNs?: { readonly p50: number; readonly p99: number; readonly max: number } | null
  /** CPU seconds of the harness process over wall seconds, as a share of one core. */
  readonly cpuShare: number
  /** Of the wall time, while the sending thread had something to do; absent in runs of earlier versions and of other drivers. */
  readonly busyShare?: number
  readonly maxInFlight: number
  readonly connectionsOpened: number
  /** Measured requests that `arrival.maxInFlight` made wait, and the longest such wait; absent where there was no such limit. */
  readonly heldBack?: { readonly requests: number; readonly longestNs: number }
  /** What carried the requests (clients/client.ts); absent in runs of earlier versions and of other drivers. */
  readonly transport?: string
  /** Pauses of the sending thread for its garbage; absent in runs of earlier versions. */
  readonly gcPauses?: { readonly count: number; readonly totalNs: number; readonly maxNs: number }
  /** Each of several workers; absent: the load came from one. */
  readonly workers?: readonly WorkerTelemetry[]
}

/** One of several workers of a run; `ClientTelemetry` holds the worst of each of their figures, and the sums of their counts. */
export interface WorkerTelemetry extends Pick<ClientTelemetry, 'eventLoopDelayNs' | 'readLagNs' | 'connectionsOpened'> {
  readonly gcPauses: NonNullable<ClientTelemetry['gcPauses']>
  /** Requests that it sent, warm-up included. */
  readonly sent: number
  /** Of the wall time, while its thread had something to do. */
  readonly busyShare: number
  /** Of its measured requests, from when they were due; null: it sent none. */
  readonly sendLagNs: { readonly p50: number; readonly p99: number; readonly max: number } | null
}

/** Thresholds in ns per class name; a missing metric has no threshold. */
export type SloByClass = Readonly<Record<string, Readonly<Slo>>>
export interface Slo {
  readonly ttftNs?: number
  readonly tpotNs?: number
  readonly itlNs?: number
  readonly e2eNs?: number
}

export interface HardwareFacts {
  readonly accelerator: string | null
  readonly count: number
  readonly pricePerHour: number | null
  readonly currency: 'USD'
}
