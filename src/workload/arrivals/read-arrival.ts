import type { RunPlan } from '../run-plan.ts'
import type { ArrivalPlan, RateShape } from './arrival-plan.ts'
import { type Rates, readRateTable } from './replay/rate-table.ts'
import { readPause } from '../pauses/read-pause.ts'
import { traceRates } from './replay/trace-rates.ts'

type Replay = Extract<RateShape, { kind: 'replay' }>

/**
 * A plan whose arrivals name files gets what these hold: rates over time and pauses of users. The plan that is stored with a run so
 * says all that a repetition needs. Other plans come back as they are. Errors: `source.*`.
 */
export async function readArrival(plan: RunPlan): Promise<RunPlan> {
  const { arrival, requests } = plan
  const filled = await filledArrival(arrival)
  const gap = requests.sessions?.gap
  const read = gap === undefined ? undefined : await readPause(gap)
  if (filled === arrival && read === gap) return plan
  const sessions =
    requests.sessions === undefined || read === undefined ? {} : { sessions: { ...requests.sessions, gap: read } }
  return Object.freeze({ ...plan, arrival: filled, requests: { ...requests, ...sessions } })
}

async function filledArrival(arrival: ArrivalPlan): Promise<ArrivalPlan> {
  if (arrival.process === 'trace') return arrival
  if (arrival.process === 'concurrency') {
    return arrival.thinkTime?.kind === 'trace' ? { ...arrival, thinkTime: await readPause(arrival.thinkTime) } : arrival
  }
  const { shape } = arrival
  if (shape?.kind !== 'replay') return arrival
  const { rates: found, notes } =
    shape.trace === null
      ? { rates: await readRateTable(shape.path), notes: [] }
      : await traceRates(shape.trace, shape.everyNs)
  const rates = scaled(found, shape)
  const replayed = { kind: 'rates', path: shape.path, rates, ...(notes.length === 0 ? {} : { notes }) } as const
  return { ...arrival, ratePerSecond: meanOf(rates), shape: replayed }
}

function scaled(rates: Rates, { speedup, meanPerSecond }: Replay): Rates {
  const factor = meanPerSecond === null ? speedup : meanPerSecond / meanOf(rates)
  return rates.map(([durationNs, rate]) => [durationNs / speedup, rate * factor] as const)
}

/** Requests per second over all the time that rates hold. */
function meanOf(rates: Rates): number {
  const totalNs = rates.reduce((sum, [durationNs]) => sum + durationNs, 0)
  return rates.reduce((sum, [durationNs, rate]) => sum + durationNs * rate, 0) / totalNs
}
