import { nsToS, sToNs } from '../../core/units.ts'
import { highestRate } from '../arrivals/rate-curve.ts'
import { mostRequests } from '../plan/cross-checks.ts'
import type { RunPlan } from '../run-plan.ts'

/** As much of a trace as a run can use: reading may end (or no session more be kept) when one of the three is reached. */
export interface Need {
  /** Rows; Infinity: all. */
  readonly rows: number
  /** Sessions, where the trace's are played: a row of none is one. */
  readonly sessions: number
  /** Time since the trace's first row; Infinity: all of it. */
  readonly untilNs: number
  /** Rows count that have no more input plus output tokens than this, and sessions that begin with such a row; Infinity: all do. */
  readonly fitTokens: number
}

/** Of larger files no more is read than is needed; what is smaller is read whole. */
export const alwaysReadBytes = 32 * 2 ** 20

/** Rows of a trace may be out of order by as much; those of one written as requests ended are by how long one took. */
const disorderNs = sToNs(600)

/**
 * How much of its traces a run can use: all that it may send, and at most `mostRequests` where nothing but the clock ends it. Where requests
 * that do not fit are dropped, only those count that fit the plan's limit and the target's context (null: not known yet).
 */
export function needOf(plan: RunPlan, contextTokens: number | null = null): Need {
  const { requests, arrival, warmupNs, durationNs, requestCount } = plan
  const counted = warmupNs === 0 ? (requestCount ?? Infinity) : Infinity
  const limit = Math.min(requests.contextLimit.tokens ?? Infinity, contextTokens ?? Infinity)
  const need = { rows: Infinity, sessions: Infinity, untilNs: Infinity, fitTokens: Infinity }
  if (requests.contextLimit.rule === 'drop') need.fitTokens = limit
  if (arrival.process === 'concurrency') need.rows = Math.min(counted, mostRequests)
  else if (arrival.process !== 'trace') {
    need.rows = requests.sessions === undefined ? Math.min(counted, mostArrivals(plan, arrival)) : counted
    need.sessions = mostArrivals(plan, arrival)
  } else {
    if (durationNs !== null) need.untilNs = (warmupNs + durationNs) * arrival.speedup + disorderNs
    need.rows = Math.min(counted, mostRequests + 1) // one more than may be, so that too many are told of
  }
  if (requests.sessions === undefined) return { ...need, sessions: Infinity }
  // A call that is dropped ends its session: how many calls of it will be sent is not known, but for the first.
  return need.fitTokens === Infinity ? need : { ...need, rows: Infinity, sessions: Math.min(need.sessions, need.rows) }
}

type Paced = Exclude<RunPlan['arrival'], { process: 'concurrency' | 'trace' }>

/** More requests than chance will let come: ten standard deviations above the mean at the highest rate. */
function mostArrivals({ warmupNs, durationNs, requestCount }: RunPlan, arrival: Paced): number {
  const cv = arrival.process === 'gamma' ? Math.max(1, arrival.cv) : 1
  const within = (ns: number) => {
    const mean = fastest(arrival) * nsToS(ns)
    return Math.ceil(mean + 10 * cv * Math.sqrt(mean) + 10 * cv ** 2)
  }
  const inAll = durationNs === null ? Infinity : within(warmupNs + durationNs)
  return Math.min(inAll, requestCount === null ? Infinity : requestCount + within(warmupNs))
}

function fastest({ shape, ratePerSecond }: Paced): number {
  if (shape === undefined) return ratePerSecond
  if (shape.kind === 'replay') return Infinity
  if (shape.kind === 'rates') return shape.rates.reduce((most, [, rate]) => Math.max(most, rate), 0)
  return highestRate(shape, ratePerSecond)
}

/** What is enough for both; null: all there is. */
export const both = (a: Need | null, b: Need | null): Need | null =>
  a === null || b === null
    ? null
    : {
        rows: Math.max(a.rows, b.rows),
        sessions: Math.max(a.sessions, b.sessions),
        untilNs: Math.max(a.untilNs, b.untilNs),
        fitTokens: Math.min(a.fitTokens, b.fitTokens),
      }
