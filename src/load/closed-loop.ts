import { msToNs } from '../core/units.ts'
import type { LoopContext, SendEnd } from './open-loop.ts'
import { whenDue } from './when-due.ts'

export interface ClosedLoopContext extends LoopContext {
  readonly users: number
  readonly thinkTimeNs: number
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
 * answer plus the think time, so that whatever delays its sending counts into its latency. Resolves when every user is done.
 */
export async function runClosedLoop(context: ClosedLoopContext): Promise<void> {
  let measured = 0
  const admit = (phase: 'warmup' | 'measure') => {
    if (phase === 'measure' && context.requestCount !== null && measured >= context.requestCount) return false
    if (phase === 'measure') measured++
    return true
  }
  await Promise.all(Array.from({ length: context.users }, () => runUser(context, admit)))
}

async function runUser(context: ClosedLoopContext, admit: (phase: 'warmup' | 'measure') => boolean): Promise<void> {
  const { ahead, pacer, clock, halt, send, warmUpEndAt, endAt } = context
  let scheduledAt = context.zeroAt
  while (!halt.aborted && (endAt === null || scheduledAt < endAt)) {
    const phase = scheduledAt < warmUpEndAt ? 'warmup' : 'measure'
    if (!admit(phase)) return
    const ready = await ahead.next()
    if (ready === null) return
    let sending: Promise<SendEnd> | null = null
    const fire = () => {
      sending = send(ready, { planned: ready.planned, scheduledAt, phase })
    }
    if (!(await whenDue(pacer, clock, scheduledAt, halt, fire))) return
    const end = await (sending as Promise<SendEnd> | null)
    if (end === null) return
    scheduledAt = end.doneAt + context.thinkTimeNs + (end.refused ? refusedPauseNs : 0)
  }
}
