import { nsToS, sToNs } from '../../core/units.ts'
import { highestRate } from '../arrivals/rate-curve.ts'
import { mostRequests } from '../plan/cross-checks.ts'
import type { RunPlan } from '../run-plan.ts'

/** As much of a trace as a run can use: reading may end when one of the two is reached. */
export interface Need {
  /** Rows; Infinity: all. */
  readonly rows: number
  /** Time since the trace's first row; Infinity: all of it. */
  readonly untilNs: number
}

/** Of larger files no more is read than is needed; what is smaller is read whole. */
export const alwaysReadBytes = 32 * 2 ** 20

/** Rows of a trace may be out of order by as much; those of one written as requests ended are by how long one took. */
const disorderNs = sToNs(600)

/**
 * How much of its traces a run can use, `mostRequests` where nothing but the clock ends it; null where that cannot be told: sessions are
 * whole only at the end of a file, and requests that do not fit may be dropped.
 */
export function needOf(plan: RunPlan): Need | null {
  const { requests, arrival, warmupNs, durationNs, requestCount } = plan
  if (requests.sessions !== undefined || requests.contextLimit.rule === 'drop') return null
  const counted = warmupNs === 0 ? (requestCount ?? Infinity) : Infinity
  if (arrival.process === 'concurrency') return { rows: Math.min(counted, mostRequests), untilNs: Infinity }
  if (arrival.process === 'trace') {
    const untilNs = durationNs === null ? Infinity : (warmupNs + durationNs) * arrival.speedup + disorderNs
    return { rows: Math.min(counted, mostRequests + 1), untilNs } // one more than may be, so that too many are told of
  }
  return { rows: Math.min(counted, mostArrivals(plan, arrival)), untilNs: Infinity }
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

/** What is enough for both. */
export const both = (a: Need | null, b: Need | null): Need | null =>
  a === null || b === null ? null : { rows: Math.max(a.rows, b.rows), untilNs: Math.max(a.untilNs, b.untilNs) }
