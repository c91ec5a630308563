import type { Clock } from '../core/clock.ts'
import type { Ahead, ReadyRequest } from './look-ahead.ts'
import type { FlightRoom } from './pacing/flight-room.ts'
import type { Pacer } from './pacing/pacer.ts'
import type { SentRequest } from './to-record.ts'
import { whenToSend } from './when-due.ts'

/** What both loops work with. */
export interface LoopContext {
  readonly ahead: Ahead
  readonly pacer: Pacer
  readonly clock: Clock
  /** Instant of the schedule's zero. */
  readonly zeroAt: number
  /** Aborted: nothing more is sent. */
  readonly halt: AbortSignal
  /** Sends now, or at `scheduledAt` if that is to come; resolves when the answer has ended, null: `halt` came before it was due. */
  readonly send: (ready: ReadyRequest, sent: SentRequest) => Promise<SendEnd | null>
  /** How long before they are due requests go to `send`, which sends them when they are, ns; absent: when they are due. */
  readonly aheadNs?: number
}

export interface SendEnd {
  readonly doneAt: number
  /** No connection could be opened. */
  readonly refused: boolean
}

/**
 * Sends every request at its scheduled time and never waits for an answer, unless there is no `room` for more under
 * way: then it waits for one of them to end. `scheduledAt` comes from the schedule, not from the timer; a request that is late, for whatever reason,
 * is sent as soon as it can be and its lateness counts. Resolves after the last call of `send`.
 */
export async function runOpenLoop(context: LoopContext, room: FlightRoom): Promise<void> {
  const { ahead, clock, zeroAt, send } = context
  for (let ready = await ahead.next(); ready !== null; ready = await ahead.next()) {
    const due = ready
    const { phase } = due.planned
    const scheduledAt = zeroAt + (due.planned.scheduledAt ?? 0)
    const go = () => void send(due, { planned: due.planned, scheduledAt, phase }).then(() => room.give())
    let isHeld = false
    const fire = () => {
      if (room.take()) go()
      else isHeld = true
    }
    if (!(await whenToSend(context, scheduledAt, fire))) return
    if (!isHeld) continue
    if (!(await room.turn())) return
    const heldNs = clock.nowNs() - scheduledAt
    if (phase === 'measure' && heldNs > 0) room.noteHeld(heldNs)
    go()
  }
}
