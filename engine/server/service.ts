import type { EngineClient } from '../runtime/thread/engine-client.ts'
import type { NowNs } from '../telemetry/clock.ts'
import type { RequestCounters } from '../telemetry/request-counters.ts'
import type { MachinePeaks } from '../telemetry/peaks/machine-peaks.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'

/** What the routes serve from: one model. */
export interface Service {
  readonly engine: EngineClient
  readonly tokenizer: Tokenizer
  /** Names the model answers to; the first is its own. */
  readonly names: readonly string[]
  readonly requests: RequestCounters
  /** What the machine can do at most; null where nobody asked to measure it. */
  readonly peaks: MachinePeaks | null
  readonly nowNs: NowNs
  readonly unixSeconds: () => number
  /** A fresh random name for a request. */
  readonly newId: () => string
  /** A seed for requests that bring none. */
  readonly newSeed: () => number
  /** Unix seconds when the model was loaded. */
  readonly created: number
  /** Names engine, ISA and passes: answers of equal fingerprints and seeds are equal. */
  readonly fingerprint: string
}
