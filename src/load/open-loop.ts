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
 * Sends every request at its scheduled time and never waits for an answer, unless `maxInFlight` are under way: then it waits for
 * one of them to end. `scheduledAt` comes from the schedule, not from the timer; a request that is late, for whatever reason,
 * is sent as soon as it can be and its lateness counts. Resolves after the last send.
 */
export async function runOpenLoop(context: LoopContext, maxInFlight = Infinity): Promise<void> {
  const { ahead, pacer, clock, zeroAt, halt, send } = context
  const room = new Room(maxInFlight, halt)
  for (let ready = await ahead.next(); ready !== null; ready = await ahead.next()) {
    const due = ready
    const scheduledAt = zeroAt + (due.planned.scheduledAt ?? 0)
    let isSent = false
    const fire = () => {
      isSent = room.take()
      if (!isSent) return
      const sending = send(due, { planned: due.planned, scheduledAt, phase: due.planned.phase })
      void sending.then(() => room.give())
    }
    if (!(await whenDue(pacer, clock, scheduledAt, halt, fire))) return
    while (!isSent && (await room.given())) fire()
    if (!isSent) return
  }
}

/** How many more requests may be under way. */
class Room {
  #left: number
  #wake: ((isRoom: boolean) => void) | null = null

  constructor(left: number, halt: AbortSignal) {
    this.#left = left
    halt.addEventListener('abort', () => this.#wake?.(false), { once: true })
  }

  take(): boolean {
    if (this.#left <= 0) return false
    this.#left--
    return true
  }

  give(): void {
    this.#left++
    this.#wake?.(true)
    this.#wake = null
  }

  /** Resolves when something was given back; false: the loop is to end. */
  given(): Promise<boolean> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}
