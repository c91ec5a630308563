import { InfbenchError } from '../../core/errors.ts'
import type { RunPlan, TracePlan } from '../run-plan.ts'
import { openSource } from '../sources/open-source.ts'
import type { RowList } from '../sources/rows/row-list.ts'
import type { ArrivalPlan, RateShape } from './arrival-plan.ts'
import { tellsBadRows } from '../sources/traces/read-trace.ts'
import { countRates } from './count-rates.ts'
import { type Rates, readRateTable } from './rate-table.ts'
import { readPause } from '../pauses/read-pause.ts'

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
    shape.trace === null ? { rates: await readRateTable(shape.path), notes: [] } : await ratesOf(shape, shape.trace)
  const rates = scaled(found, shape)
  const replayed = { kind: 'rates', path: shape.path, rates, ...(notes.length === 0 ? {} : { notes }) } as const
  return { ...arrival, ratePerSecond: meanOf(rates), shape: replayed }
}

async function ratesOf({ path, everyNs }: Replay, trace: TracePlan) {
  const source = await openSource(trace)
  const times = source.rows?.get(0).timestampNs == null ? null : timesOf(source.rows)
  const rates = times === null ? null : countRates(times, everyNs)
  if (rates !== null) return { rates, notes: source.notes.filter(tellsBadRows) }
  const got = times === null ? 'rows without' : 'one time for all'
  throw new InfbenchError('source.unreadable', {
    message: `${path}: expected times whose rate can be replayed, got ${got}`,
    hint: 'name a trace that tells when requests came, or a table of seconds and rates (shape: {replay: {file: rates.csv}})',
  })
}

function* timesOf(rows: RowList): Generator<number> {
  for (let i = 0; i < rows.length; i++) yield rows.get(i).timestampNs as number
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
