import { msToNs } from '../core/units.ts'
import type { LoopContext, SendEnd } from './open-loop.ts'
import { whenToSend } from './when-due.ts'
import { type Lane, onlyLane, usersOf } from './workers/lane.ts'

export interface ClosedLoopContext extends LoopContext {
  /** Of all lanes together. */
  readonly users: number
  /** Whose users these are; absent: all are. */
  readonly lane?: Lane
  readonly thinkTimeNs: number
  /** The users begin at even distances over this; absent: all at once. */
  readonly rampUpNs?: number
  /** Requests scheduled before this belong to the warm-up, whatever the schedule called them. */
  readonly warmUpEndAt: number
  /** No request is scheduled from here on; null: until the requests run out. */
  readonly endAt: number | null
  /** Measured requests at most. */
  readonly requestCount: number | null
}

// A user whom no server answers tries again after this, not thousands of times a second.
const refusedPauseNs = msToNs(100)

/**
 * Each user sends, waits for the answer, thinks and sends again. A request is scheduled at the end of its user's previous
 * answer plus the think time, so that whatever delays its sending counts into its latency. Resolves when nothing more will
 * be sent, whatever is still in flight then.
 */
export async function runClosedLoop(context: ClosedLoopContext): Promise<void> {
  const turns = new Turns(context)
  const { halt, pacer, endAt } = context
  const over = new Promise<void>((resolve) => {
    turns.onLast = resolve
    halt.addEventListener('abort', () => resolve(), { once: true })
    if (endAt !== null) pacer.callAt(endAt, resolve)
    if (halt.aborted) resolve()
  })
  const users = Promise.all(
    usersOf(context.lane ?? onlyLane, context.users).map((i) => runUser(context, turns, startOf(i, context))),
  )
  await Promise.race([users, over.then(() => turns.close())])
}

/** Counts whose turn it may still be. */
class Turns {
  onLast: () => void = () => {}
  readonly #requestCount: number | null
  #measured = 0
  #unsent = 0
  #closed = false

  constructor({ requestCount }: ClosedLoopContext) {
    this.#requestCount = requestCount
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Whether one more request may be sent; it must then be sent or given up. */
  take(phase: 'warmup' | 'measure'): boolean {
    if (this.#closed || (phase === 'measure' && this.#measured === this.#requestCount)) return false
    if (phase === 'measure') this.#measured++
    this.#unsent++
    return true
  }

  noteSent(): void {
    this.#unsent--
    if (this.#unsent === 0 && this.#measured === this.#requestCount) this.onLast()
  }

  close(): void {
    this.#closed = true
  }
}

/** When the i-th of the users is due for the first time. */
export function startOf(
  i: number,
  { zeroAt, users, rampUpNs = 0 }: Pick<ClosedLoopContext, 'zeroAt' | 'users' | 'rampUpNs'>,
): number {
  return zeroAt + (i / users) * rampUpNs
}

async function runUser(context: ClosedLoopContext, turns: Turns, startAt: number): Promise<void> {
  const { ahead, halt, send, warmUpEndAt, endAt } = context
  let scheduledAt = startAt
  while (!halt.aborted && (endAt === null || scheduledAt < endAt)) {
    const phase = scheduledAt < warmUpEndAt ? 'warmup' : 'measure'
    if (!turns.take(phase)) return
    const ready = await ahead.next()
    if (ready === null) return
    let sending: Promise<SendEnd | null> | null = null
    const fire = () => {
      if (turns.closed) return
      sending = send(ready, { planned: ready.planned, scheduledAt, phase })
      turns.noteSent()
    }
    if (!(await whenToSend(context, scheduledAt, fire))) return
    const freeAt = freeAfter(await (sending as Promise<SendEnd | null> | null))
    if (freeAt === null) return
    scheduledAt = freeAt + (ready.planned.pauseNs ?? context.thinkTimeNs)
  }
}

/** The number alone: a suspended function holds on to what it has named, here to the whole answer while the next one comes. */
function freeAfter(end: SendEnd | null): number | null {
  return end === null ? null : end.doneAt + (end.refused ? refusedPauseNs : 0)
}
