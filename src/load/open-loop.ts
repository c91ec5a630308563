import type { Clock } from '../core/clock.ts'
import type { LookAhead, ReadyRequest } from './look-ahead.ts'
import type { Pacer } from './pacing/pacer.ts'
import type { SentRequest } from './to-record.ts'
import { whenDue } from './when-due.ts'

/** What both loops work with. */
export interface LoopContext {
  readonly ahead: LookAhead
  readonly pacer: Pacer
  readonly clock: Clock
  /** Instant of the schedule's zero. */
  readonly zeroAt: number
  /** Aborted: nothing more is sent. */
  readonly halt: AbortSignal
  /** Sends now; resolves when the answer has ended. */
  readonly send: (ready: ReadyRequest, sent: SentRequest) => Promise<SendEnd>
}

export interface SendEnd {
  readonly doneAt: number
  /** No connection could be opened. */
  readonly refused: boolean
}

/**
 * Sends every request at its scheduled time and never waits for an answer. `scheduledAt` comes from the schedule, not from
 * the timer; a request that is late is sent at once and its lateness counts. Resolves after the last send.
 */
export async function runOpenLoop({ ahead, pacer, clock, zeroAt, halt, send }: LoopContext): Promise<void> {
  for (let ready = await ahead.next(); ready !== null; ready = await ahead.next()) {
    const due = ready
    const scheduledAt = zeroAt + (due.planned.scheduledAt ?? 0)
    const fire = () => void send(due, { planned: due.planned, scheduledAt, phase: due.planned.phase })
    if (!(await whenDue(pacer, clock, scheduledAt, halt, fire))) return
  }
}
