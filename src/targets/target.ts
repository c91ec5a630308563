import type { EngineWork } from '../core/engine-work.ts'
import type { TargetFacts } from '../core/run-header.ts'
import type { Clock } from '../core/clock.ts'
import type { Tokenizer } from '../core/tokenizer.ts'

/** A server that answers: checked, its model known, its tokenizer chosen. */
export interface Target {
  readonly facts: TargetFacts
  /** Ends before `/chat/completions`. */
  readonly baseUrl: string
  readonly model: string
  /** Sent with every request; holds the API key, so never stored. */
  readonly headers: Record<string, string>
  readonly tokenizer: Tokenizer
  readonly contextTokens: number | null
  /** Log of the bundled engine; null for an endpoint. */
  readonly logPath: string | null
  /** All the engine has done since its start, null when it does not tell; itself null for an endpoint. Costs one small request. */
  readonly readWork: ((signal: AbortSignal) => Promise<EngineWork | null>) | null
  /** Stops what was started for the run; a second call does nothing. */
  close(): Promise<void>
}

export interface TargetContext {
  readonly clock: Clock
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Where the bundled engine's log goes; made when it is needed. */
  readonly logDirectory: string
  /** Aborted: give up opening. */
  readonly signal: AbortSignal
}
