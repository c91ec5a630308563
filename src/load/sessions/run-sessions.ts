import type { PlannedSession } from '../../workload/sessions/planned-session.ts'
import type { Ahead } from '../look-ahead.ts'
import { msToNs } from '../../core/units.ts'
import { startOf } from '../closed-loop.ts'
import { whenDue } from '../when-due.ts'
import { type Lane, onlyLane, usersOf } from '../workers/lane.ts'
import { CallBudget } from './call-budget.ts'
import { OwnQuota, type Quota } from './quota.ts'
import { type PlayContext, playSession } from './play-session.ts'
import type { ReadySession } from './session-writer.ts'

export interface SessionsContext extends Omit<PlayContext, 'budget'> {
  readonly ahead: Ahead<PlannedSession, ReadySession['prepared']>
  readonly zeroAt: number
  /** Closed loop: so many sessions at a time, each user resting before the next. Null: sessions begin at their scheduled times. */
  readonly users: { readonly users: number; readonly thinkTimeNs: number; readonly rampUpNs?: number } | null
  /** Whose users these are; absent: all are. */
  readonly lane?: Lane
  /** Counts the measured calls together with other loads; absent: this one alone. */
  readonly quota?: Quota
  /** No call is scheduled from here on; null: until the sessions run out. */
  readonly endAt: number | null
  /** Measured calls at most. */
  readonly requestCount: number | null
}

// A user whom no server answers tries again after this, as in the loop of single requests.
const refusedPauseNs = msToNs(100)

// A body is written and its call timed before the instant comes: a session is taken up a little earlier.
const takeUpNs = msToNs(40)

/** Plays sessions, by schedule or by users; resolves when nothing more will be sent, whatever is still in flight then. */
export async function runSessions(context: SessionsContext): Promise<void> {
  const { halt, pacer, endAt, requestCount, users, lane = onlyLane, quota = new OwnQuota(requestCount) } = context
  let over = () => {}
  const isOver = new Promise<void>((resolve) => {
    over = resolve
  })
  const budget = new CallBudget({ endAt, quota }, over)
  halt.addEventListener('abort', () => budget.close(), { once: true })
  if (endAt !== null) pacer.callAt(endAt, () => budget.pastEnd())
  if (halt.aborted) budget.close()
  let fail: (error: unknown) => void = () => {}
  const fault = new Promise<never>((_, reject) => {
    fail = reject
  })
  const play = { ...context, budget, fail }
  const lanes =
    users === null
      ? [bySchedule(play)]
      : usersOf(lane, users.users).map((i) => byUser(play, users, startOf(i, { ...users, zeroAt: context.zeroAt })))
  const playing = Promise.all(lanes).then(() => budget.noMoreSessions())
  try {
    await Promise.race([playing.then(() => isOver), isOver, fault])
  } finally {
    budget.close()
  }
}

type Playing = SessionsContext & { readonly budget: CallBudget; readonly fail: (error: unknown) => void }

/** Sessions begin at their times, however many are under way. */
async function bySchedule(context: Playing): Promise<void> {
  const { ahead, zeroAt, budget, pacer, clock, halt } = context
  const playing: Promise<unknown>[] = []
  for (let ready = await ahead.next(); ready !== null && !budget.closed; ready = await ahead.next()) {
    const session = ready
    const startAt = zeroAt + (session.planned.scheduledAt ?? 0)
    if (!(await whenDue(pacer, clock, startAt - takeUpNs, halt, () => budget.sessionBegins()))) break
    const played = playSession(session, startAt, context).finally(() => budget.sessionEnds())
    playing.push(played.catch(context.fail))
  }
  await Promise.all(playing)
}

/** One session after another, each a rest after the end of the one before. */
async function byUser(
  context: Playing,
  { thinkTimeNs }: { readonly thinkTimeNs: number },
  firstAt: number,
): Promise<void> {
  const { ahead, budget, halt, endAt } = context
  let startAt = firstAt
  while (!budget.closed && !halt.aborted && (endAt === null || startAt < endAt)) {
    const ready = await ahead.next()
    if (ready === null) return
    budget.sessionBegins()
    const { doneAt, refused } = await playSession(ready, startAt, context).finally(() => budget.sessionEnds())
    startAt = doneAt + (ready.planned.pauseNs ?? thinkTimeNs) + (refused ? refusedPauseNs : 0)
  }
}
