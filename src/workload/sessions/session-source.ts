import type { Rng } from '../../core/rng.ts'
import type { SourceRow } from '../sources/request-source.ts'

/** Where whole sessions come from: calls of one conversation or agent, of which each waits for those before it. */
export interface SessionSource {
  /** Session `position`, counted from 0: of a file the next in order (from the first again after the last), else one drawn by `rng`. */
  take(position: number, rng: Rng): SourceSession
  /** How many a file holds; null: as many as are asked for. */
  readonly count: number | null
}

export interface SourceSession {
  /** ns since the trace's first row; null: not known. */
  readonly startNs: number | null
  /** Parents come before their children. */
  readonly calls: readonly SourceCall[]
}

export interface SourceCall {
  readonly row: SourceRow
  /** Positions of the calls it waits for; none: it starts with the session. */
  readonly parents: readonly number[]
  /** From the end of the last parent (or the session's start) to this call: tools at work, reading, typing. Null: not known. */
  readonly gapNs: number | null
  /** The call whose conversation it goes on with, null: it begins anew. */
  readonly continues: Continuation | null
}

/** A conversation that goes on: after what `call` was sent and was answered come the tokens (or recorded messages) of its own. */
export interface Continuation {
  readonly call: number
  /** Recorded messages from here on are new; null where only lengths are known. */
  readonly newFrom: number | null
}
