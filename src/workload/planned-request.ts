import type { PlannedCall } from './sessions/planned-session.ts'
import type { PromptContent, SessionTurn } from './sources/request-source.ts'

/** One request of the schedule, before it has a prompt. A pure function of plan, source and seed; printable before the run. */
export interface PlannedRequest {
  /** From 0, in order of sending. */
  readonly index: number
  readonly phase: 'warmup' | 'measure'
  readonly className: string
  /** ns since run start; null in closed loop, where the user's turn decides. */
  readonly scheduledAt: number | null
  readonly inputTokens: number
  readonly outputTokens: number
  /** Closed loop: how long its user pauses after the answer; absent: as all do. */
  readonly pauseNs?: number
  /** What the prompt is made of; absent: words of no meaning. Segments and texts end where `inputTokens` do. */
  readonly prompt?: PlannedPrompt
  /** Its place in a recorded conversation. */
  readonly session?: SessionTurn
  /** Its place in the session that it is played in; absent: it waits for no other request. */
  readonly call?: PlannedCall
  /** Fields for its body that no other request may have. */
  readonly body?: Readonly<Record<string, unknown>>
}

/** Recorded content as it is to be sent; `isCut`: a text longer than `inputTokens`, to be cut there. */
export type PlannedPrompt = PromptContent & { readonly isCut?: boolean }
