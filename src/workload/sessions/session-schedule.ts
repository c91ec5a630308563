import { InfbenchError } from '../../core/errors.ts'
import { seededRng } from '../../core/rng.ts'
import { openArrivals } from '../arrivals/open-arrivals.ts'
import { userPauses } from '../pauses/user-pauses.ts'
import type { LengthFit } from '../length-fit.ts'
import type { PlannedRequest } from '../planned-request.ts'
import type { RunPlan, SessionsPlan } from '../run-plan.ts'
import type { RequestSource, SourceRow } from '../sources/request-source.ts'
import type { PlannedSession } from './planned-session.ts'
import { type FedSession, type SessionFeed, sessionFeed } from './session-feed.ts'

/** Sessions of a run before it starts: the arrival process says when each begins, its own answers when it goes on. */
export interface SessionSchedule {
  /** Calls in all; null where the clock decides how far sessions come. */
  readonly planned: number | null
  readonly sessions: Iterable<PlannedSession>
  readonly notes: readonly string[]
}

/** A pure function of plan, sources and seed, as `buildSchedule`. */
export function sessionSchedule(
  plan: RunPlan,
  options: SessionsPlan,
  sources: ReadonlyMap<string, RequestSource>,
  fit: LengthFit,
): SessionSchedule {
  const feed = sessionFeed(plan, options, sources, fit)
  if (plan.arrival.process === 'concurrency') return closedSessions(plan, feed, sources)
  const sessions = openSessions(plan, feed, sources)
  const calls = sessions.reduce((sum, session) => sum + session.calls.length, 0)
  if (calls === 0) throw nothingBegins()
  const isBounded = plan.durationNs !== null || (plan.requestCount !== null && plan.warmupNs > 0)
  return { planned: isBounded ? null : calls, sessions, notes: feedNotes(feed.counts) }
}

function openSessions(
  plan: RunPlan,
  feed: SessionFeed,
  sources: ReadonlyMap<string, RequestSource>,
): readonly PlannedSession[] {
  if (plan.arrival.process === 'concurrency') throw new TypeError('a closed loop has no schedule of times')
  const starts = plan.arrival.process === 'trace' ? startsOf(sources) : null
  const endNs = plan.durationNs === null ? Infinity : plan.warmupNs + plan.durationNs
  const number = numberer()
  const sessions: PlannedSession[] = []
  let left = plan.requestCount ?? Infinity
  for (const at of openArrivals(plan.arrival, starts, seededRng(plan.seed).fork('arrivals'))) {
    if (at >= endNs || left <= 0) break
    const fed = plan.arrival.process === 'trace' ? feed.next() : nextFitting(feed)
    if (fed === null) continue
    const isMeasured = at >= plan.warmupNs
    const session = number(fed, at, isMeasured ? left : Infinity)
    if (isMeasured) left -= session.calls.length
    sessions.push(session)
  }
  return sessions
}

/** Each session's first call, for its time. */
function startsOf(sources: ReadonlyMap<string, RequestSource>): readonly SourceRow[] {
  const source = [...sources.values()][0] as RequestSource
  const { sessions } = source
  const rng = seededRng('starts')
  const starts = Array.from({ length: sessions?.count ?? 0 }, (_, i) => sessions?.take(i, rng))
  if (starts.length === 0 || starts.some((session) => (session?.startNs ?? null) === null)) {
    throw new InfbenchError('source.unreadable', {
      message: `${source.name}: expected a time in every row beside arrival process trace, got times within its sessions at most`,
      hint: 'set arrival.process to poisson with a rate of sessions, or to concurrency',
    })
  }
  return starts.map((session) => ({ inputTokens: 1, outputTokens: 1, timestampNs: session?.startNs ?? null }))
}

/** Gives sessions and requests their numbers; `most` calls of it at most. */
function numberer(): (fed: FedSession, scheduledAt: number | null, most: number) => PlannedSession {
  let [sessions, requests] = [0, 0]
  return (fed, scheduledAt, most) => {
    const number = sessions++
    const calls = fed.calls.slice(0, most).map(({ call, ...asked }) => ({
      ...{ index: requests++, phase: 'measure' as const, scheduledAt: call.position === 0 ? scheduledAt : null },
      ...asked,
      call: { session: number, ...call },
    }))
    return { number, scheduledAt, calls }
  }
}

function closedSessions(
  plan: RunPlan,
  feed: SessionFeed,
  sources: ReadonlyMap<string, RequestSource>,
): SessionSchedule {
  const count = plan.warmupNs > 0 ? null : plan.requestCount
  const files = [...new Set(sources.values())].flatMap(({ name, sessions }) =>
    sessions?.count == null ? [] : [`${name}: its ${sessions.count} sessions are played again when they run out`],
  )
  return { planned: count, sessions: endless(plan, feed, count ?? Infinity), notes: files }
}

function* endless(plan: RunPlan, feed: SessionFeed, count: number): Generator<PlannedSession> {
  const number = numberer()
  const pause = userPauses(plan)
  for (let left = count; left > 0; ) {
    const session = { ...number(nextFitting(feed), null, left), ...pause() }
    left -= session.calls.length
    yield session
  }
}

function nextFitting(feed: SessionFeed): FedSession {
  for (let tries = 0; tries < 100_000; tries++) {
    const session = feed.next()
    if (session !== null) return session
  }
  throw new InfbenchError('source.empty', {
    message: 'requests.contextLimit: expected sessions that fit the context, got none (rule: drop)',
    hint: 'set requests.contextLimit.rule to scale or clip',
  })
}

const nothingBegins = () =>
  new InfbenchError('source.empty', {
    message: 'expected a session that begins in the run, got none at this rate',
    hint: 'make the run longer or the rate (of sessions) higher',
  })

function feedNotes({ dropped, clipped, wrapped }: SessionFeed['counts']): string[] {
  return [
    ...(dropped > 0 ? [`${dropped} calls whose session had outgrown the context were dropped`] : []),
    ...(clipped > 0 ? [`${clipped} calls that exceed the context were clipped: their conversation begins anew`] : []),
    ...(wrapped ? ['the trace has fewer sessions than the run: they were played again from the first'] : []),
  ]
}

/** All requests of sessions, session by session. */
export function* requestsOf(sessions: Iterable<PlannedSession>): Generator<PlannedRequest> {
  for (const { calls } of sessions) yield* calls
}
