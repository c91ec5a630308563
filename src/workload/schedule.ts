import { InfbenchError } from '../core/errors.ts'
import { seededRng } from '../core/rng.ts'
import { nsToS } from '../core/units.ts'
import { openArrivals } from './arrivals/open-arrivals.ts'
import { lengthFit } from './length-fit.ts'
import type { PlannedRequest } from './planned-request.ts'
import { arrivalNotes } from './arrivals/arrival-notes.ts'
import { userPauses } from './pauses/user-pauses.ts'
import { type Asked, type RequestFeed, requestFeed } from './request-feed.ts'
import { mostRequests } from './plan/cross-checks.ts'
import type { RunPlan } from './run-plan.ts'
import type { PlannedSession } from './sessions/planned-session.ts'
import { requestsOf, type SessionSchedule, sessionSchedule } from './sessions/session-schedule.ts'
import type { RequestSource } from './sources/request-source.ts'

/**
 * The requests of a run before it starts: a pure function of plan, sources and seed. Three independent random streams (arrivals,
 * classes, lengths of each class) keep what one of them decides from moving the others: another rate sends the same requests.
 * The arrival process runs without a break from 0; what falls before `warmupNs` is warm-up, the window is the rest.
 */
export interface Schedule {
  /** Requests in all, warm-up included; null in a closed loop that only the duration ends. */
  readonly planned: number | null
  /** Open loop: finite, in order of `scheduledAt`. Closed loop: made as they are asked for, `scheduledAt` null. */
  readonly requests: Iterable<PlannedRequest>
  /** The same requests as sessions, where calls wait for the answers of others; absent: none does. */
  readonly sessions?: Iterable<PlannedSession>
  /** What a reader of the results must know: lengths scaled, rows dropped, a trace that ends early. */
  readonly notes: readonly string[]
}

/**
 * Builds the schedule. `sources` has an entry for each class of the plan; `contextTokens` is the target's context, null when it
 * is unknown. Errors: `source.empty` when no request fits the context or none falls into the window.
 */
export function buildSchedule(
  plan: RunPlan,
  sources: ReadonlyMap<string, RequestSource>,
  contextTokens: number | null,
): Schedule {
  const { notes, ...made } = sourcedSchedule(plan, sources, contextTokens)
  return { ...made, notes: [...arrivalNotes(plan), ...notes] }
}

function sourcedSchedule(
  plan: RunPlan,
  sources: ReadonlyMap<string, RequestSource>,
  contextTokens: number | null,
): Schedule {
  const fit = lengthFit(plan.requests.contextLimit, [...new Set(sources.values())], contextTokens)
  const sessions = plan.requests.sessions
  if (sessions !== undefined)
    return sessionsAsSchedule(sessionSchedule(plan, sessions, sources, fit), sources, fit.notes)
  const feed = requestFeed(plan, sources, fit)
  const notes = [...new Set([...sources.values()].flatMap((source) => source.notes)), ...fit.notes]
  return plan.arrival.process === 'concurrency'
    ? closedLoop(plan, [...new Set(sources.values())], feed, notes)
    : openLoop(plan, sources, feed, notes)
}

function sessionsAsSchedule(
  { planned, sessions, notes }: SessionSchedule,
  sources: ReadonlyMap<string, RequestSource>,
  fitNotes: readonly string[],
): Schedule {
  const read = [...new Set([...sources.values()].flatMap((source) => source.notes))]
  return { planned, sessions, requests: requestsOf(sessions), notes: [...read, ...fitNotes, ...notes] }
}

function openLoop(
  plan: RunPlan,
  sources: ReadonlyMap<string, RequestSource>,
  feed: RequestFeed,
  notes: readonly string[],
): Schedule {
  if (plan.arrival.process === 'concurrency') throw new TypeError('a closed loop has no schedule of times')
  const rows = [...sources.values()][0]?.rows ?? null
  if (plan.arrival.process === 'trace') requireTimes(sources)
  const requests: PlannedRequest[] = []
  const endNs = plan.durationNs === null ? Infinity : plan.warmupNs + plan.durationNs
  const most = plan.requestCount ?? Infinity
  let measured = 0
  let lastNs = 0
  let isCut = false
  for (const at of openArrivals(plan.arrival, rows, seededRng(plan.seed).fork('arrivals'))) {
    isCut = at >= endNs || measured >= most
    if (isCut) break
    const request = plan.arrival.process === 'trace' ? feed.next() : nextFitting(feed)
    lastNs = at
    if (request === null) continue
    const phase = at < plan.warmupNs ? 'warmup' : 'measure'
    if (phase === 'measure') measured++
    if (requests.length === mostRequests) throw tooMany(plan)
    requests.push({ index: requests.length, phase, scheduledAt: at, ...request })
  }
  if (measured === 0) throw nothingToMeasure(plan, requests.length, feed.dropped, lastNs)
  const ended = isCut ? [] : endNotes(plan, endNs, lastNs, measured)
  return { planned: requests.length, requests, notes: [...notes, ...ended, ...feedNotes(feed)] }
}

function requireTimes(sources: ReadonlyMap<string, RequestSource>): void {
  const timeless = [...sources.values()].find(({ rows }) => rows === null || rows.get(0).timestampNs === null)
  if (timeless === undefined) return
  const got = timeless.rows?.get(0).session === undefined ? 'none' : 'times within its sessions at most'
  throw new InfbenchError('source.unreadable', {
    message: `${timeless.name}: expected a time in every row beside arrival process trace, got ${got}`,
    hint: 'set arrival.process to poisson with a rate, or to concurrency',
  })
}

/** A trace that sets the times leaves a gap where a row is dropped; lengths without times are those of the next row that fits. */
function nextFitting(feed: RequestFeed): Asked {
  for (let tries = 0; tries < 100_000; tries++) {
    const request = feed.next()
    if (request !== null) return request
  }
  throw nothingFits()
}

const tooMany = ({ arrival }: RunPlan) =>
  new InfbenchError('source.empty', {
    message: `expected a run of at most ${mostRequests} requests, got more before its end`,
    hint:
      arrival.process === 'trace'
        ? 'set count or duration, or take beside trace'
        : 'set count or duration, or arrival.rate lower',
  })

const nothingFits = () =>
  new InfbenchError('source.empty', {
    message: 'requests.contextLimit: expected requests that fit the context, got none (rule: drop)',
    hint: 'set requests.contextLimit.rule to scale or clip',
  })

function nothingToMeasure(plan: RunPlan, warmups: number, dropped: number, lastNs: number): InfbenchError {
  if (warmups === 0 && dropped > 0) return nothingFits()
  const got = plan.arrival.process === 'trace' ? `a trace that ends at ${seconds(lastNs)}` : 'none at this rate'
  return new InfbenchError('source.empty', {
    message: `expected a request after the warm-up of ${seconds(plan.warmupNs)}, got ${got}`,
    hint: 'make the run longer, the rate higher or the warm-up shorter',
  })
}

function endNotes(plan: RunPlan, endNs: number, lastNs: number, measured: number): string[] {
  const { arrival } = plan
  const what = arrival.process === 'trace' ? 'the trace ends' : 'the replayed rates end'
  if (Number.isFinite(endNs)) {
    return [`${what} ${seconds(lastNs)} into the run, before its planned end at ${seconds(endNs)}`]
  }
  return plan.requestCount === null || measured >= plan.requestCount
    ? []
    : [`${what} after ${measured} of ${plan.requestCount} requests`]
}

const seconds = (ns: number): string => `${Number(nsToS(ns).toFixed(1))} s`

function feedNotes({ dropped, clipped, wrapped }: RequestFeed): string[] {
  return [
    ...(dropped > 0 ? [`${dropped} requests that exceed the context were dropped`] : []),
    ...(clipped > 0 ? [`${clipped} requests that exceed the context were clipped`] : []),
    ...(wrapped
      ? ['the trace has fewer rows than the run has requests: its lengths were used again from the first row']
      : []),
  ]
}

/**
 * Only the clock can tell which of a closed loop's requests fall into the warm-up, so all carry phase `measure` and the sender
 * marks those whose turn comes before `warmupNs`. With a warm-up the sequence is endless and the sender counts the measured
 * ones; without, it ends at `requestCount`.
 */
function closedLoop(
  plan: RunPlan,
  sources: readonly RequestSource[],
  feed: RequestFeed,
  notes: readonly string[],
): Schedule {
  const count = plan.warmupNs > 0 ? null : plan.requestCount
  const short = sources.filter(({ rows }) => rows !== null && rows.length < (count ?? Infinity))
  const wraps = short.map(
    ({ name, rows }) => `${name}: its ${rows?.length} rows are used again from the first when they run out`,
  )
  return { planned: count, requests: closedRequests(plan, feed, count ?? Infinity), notes: [...notes, ...wraps] }
}

function* closedRequests(plan: RunPlan, feed: RequestFeed, count: number): Generator<PlannedRequest> {
  const pause = userPauses(plan)
  for (let index = 0; index < count; index++) {
    yield { index, phase: 'measure', scheduledAt: null, ...nextFitting(feed), ...pause() }
  }
}
