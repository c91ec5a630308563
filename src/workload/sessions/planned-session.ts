import type { PlannedRequest } from '../planned-request.ts'

/** A session of the schedule: what is sent when is decided by its answers, what is sent (but for them) is decided here. */
export interface PlannedSession {
  /** From 0, in order of their start. */
  readonly number: number
  /** ns since run start; null in closed loop, where it follows its user's session before. */
  readonly scheduledAt: number | null
  /** Closed loop: how long its user pauses after its end; absent: as all do. */
  readonly pauseNs?: number
  readonly calls: readonly SessionRequest[]
}

/** A request that is a call of a session. */
export type SessionRequest = PlannedRequest & { readonly call: PlannedCall }

/** A request's place in the session it is played in. */
export interface PlannedCall {
  readonly session: number
  /** In the session, from 0. */
  readonly position: number
  /** Calls before it on the longest way from the session's start. */
  readonly turn: number
  /** Positions of the calls it waits for. */
  readonly parents: readonly number[]
  /** From the end of the last of them (or the session's start) to this one. */
  readonly gapNs: number
  /** Null: its prompt begins anew, or is sent as it was recorded. */
  readonly continues: {
    readonly call: number
    /** Tokens of its own message. */
    readonly newTokens: number
    /** Recorded messages from here on are new; null: its own message is to be written. */
    readonly newFrom: number | null
  } | null
}
