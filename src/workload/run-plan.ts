import type { ArrivalPlan } from './arrivals/arrival-plan.ts'
import type { HardwareFacts, SloByClass } from '../core/run-header.ts'
import type { PausePlan } from './pauses/pause-plan.ts'
import type { SourcePlan } from './sources/source-plan.ts'

export type { ArrivalPlan, RateShape } from './arrivals/arrival-plan.ts'
export type { PausePlan } from './pauses/pause-plan.ts'
export type { DrawnSessionsPlan, LengthPlan, SourcePlan, TracePlan } from './sources/source-plan.ts'

/**
 * A workload with every default filled in and every unit in base form (ns, bytes, per second): the second of the two shapes
 * a workload has (the first is what the user wrote, `schema.ts`). Frozen; nothing below `resolvePlan` changes it.
 */
export interface RunPlan {
  readonly name: string
  /** What the runs belong to; absent: nothing. */
  readonly project?: string
  readonly target: TargetPlan
  readonly requests: RequestsPlan
  readonly arrival: ArrivalPlan
  /** What sends the load; absent: the harness itself. */
  readonly driver?: 'autocannon' | 'k6'
  /** Load generators that share the schedule; absent: one. */
  readonly workers?: number | 'auto'
  /** Requests under way at once on each connection of autocannon; absent: one. */
  readonly pipelining?: number
  /** Virtual users of k6 in an open loop; absent: by the schedule. */
  readonly vus?: number
  /** Length of the measured window; null: until the requests run out. */
  readonly durationNs: number | null
  /** Measured requests at most; null: as many as the duration admits. At least one of the two is set. */
  readonly requestCount: number | null
  /** Sent first, at the same rate, stored with phase `warmup`, never summarised. */
  readonly warmupNs: number
  /** The end of the warm-up is found in what was measured; `warmupNs` is then 0. */
  readonly autoWarmup?: true
  /** Rules that end the run before its duration or count; absent: there are none. */
  readonly stop?: StopRulesPlan
  /** A request that takes longer (from sentAt) ends with outcome `timeout`. */
  readonly timeoutNs: number
  /** How long answers may still arrive after the last send before the rest is cancelled. */
  readonly drainNs: number
  readonly slo: SloByClass
  readonly seed: number
  readonly repeat: number
  readonly hardware: HardwareFacts | null
}

export interface StopRulesPlan {
  /** Output tokens of measured answers; null: no such rule. */
  readonly tokens: number | null
  /** A percentile whose 95 % interval is as narrow as `relativeWidth` of it; null: no such rule. */
  readonly until: {
    readonly metric: 'ttft' | 'tpot' | 'e2e'
    readonly share: number
    readonly relativeWidth: number
  } | null
}

export type TargetPlan =
  | {
      readonly kind: 'endpoint'
      /** Base URL that ends before `/chat/completions`, e.g. http://localhost:8000/v1. */
      readonly url: string
      /** null: the first entry of /models. */
      readonly model: string | null
      /** Name of the environment variable with the key; the key itself is never stored. */
      readonly apiKeyEnv: string | null
      readonly headers: Readonly<Record<string, string>>
      /** null: the server's /tokenize where it has one, else an assumed one. */
      readonly tokenizer: TokenizerPlan | null
      /** false: the server is not asked for its metrics; a URL: where it tells them; absent: beside its API. */
      readonly metrics?: false | string
      /** The command that starts the server for the run; {port} in `url` is then known only once it runs. Absent: it runs already. */
      readonly start?: StartPlan
    }
  | EngineTargetPlan

/** A server that is started for a run and ended with it. */
export interface StartPlan {
  /** For a POSIX shell; {port} stands for the port. */
  readonly command: string
  /** Where it runs. */
  readonly folder: string
  /** null: a free one. */
  readonly port: number | null
  /** Path that answers 2xx once the server is ready. */
  readonly readyPath: string
  /** How long it may take to be ready. */
  readonly patienceNs: number
  readonly environment: Readonly<Record<string, string>>
}

/** The bundled engine, started for the run. null: the engine's own default. */
export interface EngineTargetPlan {
  readonly kind: 'engine'
  /** `synthetic:llama-15m` and its like, or a path (already resolved against the workload file's folder). */
  readonly model: string
  readonly quant: string | null
  readonly activationGroup: number | 'row' | null
  readonly threads: number | null
  readonly pinThreads: boolean | null
  readonly isa: string | null
  /** Most sequences in one step. */
  readonly maxBatch: number | null
  /** Token budget of one step; prompts longer than that are prefilled in chunks. */
  readonly maxStepTokens: number | null
  readonly contextLength: number | null
  readonly kvCacheBytes: number | null
  readonly kvCacheDtype: string | null
  readonly kvLayout: string | null
  readonly attention: string | null
  readonly tiling: boolean | null
  readonly timing: boolean | null
  /** Compiler passes left out. */
  readonly withoutPasses: readonly string[]
  /** The engine is not asked for its metrics; absent: it is. */
  readonly metrics?: false
}

export type TokenizerPlan =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'tiktoken'; readonly encoding: string }

export interface RequestsPlan {
  readonly source: SourcePlan
  /** At least one; `default` alone when the workload names none. Shares sum to 1. */
  readonly classes: readonly ClassPlan[]
  readonly api: 'chat' | 'completions'
  readonly stream: boolean
  /** What to do with a request that exceeds the context: scale all lengths of the source by one factor, clip, or drop it. */
  readonly contextLimit: { readonly tokens: number | null; readonly rule: 'scale' | 'clip' | 'drop' }
  /** Each prompt starts differently, so that no prefix cache is hit by accident. */
  readonly uniquePrompts: boolean
  /** Ask for exactly the output length (`ignore_eos`, `min_tokens`); only servers that know the fields accept it. */
  readonly ignoreEos: boolean
  /** Merged into every request body, e.g. temperature. */
  readonly extraBody: Readonly<Record<string, unknown>>
  /** How sessions are played; absent where no source has any. */
  readonly sessions?: SessionsPlan
}

export interface SessionsPlan {
  /** What the next call's history holds: the target's own answers, or what was recorded (or written) in their place. */
  readonly history: 'model' | 'recorded'
  /** Before calls whose source does not tell; a distribution stands in `gap`, and this is then 0. */
  readonly gapNs: number
  readonly gap?: PausePlan
  /** Longer gaps are cut to this; null: none is. */
  readonly longestGapNs: number | null
  /** `own`: the calls of a session keep to a connection that no other session uses. */
  readonly connection: 'any' | 'own'
  /** Header and body field that carry the session's name; null: none. */
  readonly header: string | null
  readonly field: string | null
}

export interface ClassPlan {
  readonly name: string
  readonly share: number
  /** Overrides the common source. */
  readonly source: SourcePlan | null
}
