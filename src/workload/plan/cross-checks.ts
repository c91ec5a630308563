import { nsToS, parseDurationNs, parseRatePerSecond } from '../../core/units.ts'
import type { Fault } from '../file/fault.ts'
import { highestRate } from '../arrivals/rate-curve.ts'
import { endsByItself, rateShape } from './arrival-plan.ts'
import { defaultDuration, type WorkloadFile } from '../schema.ts'
import { driverChecks } from './drivers/driver-checks.ts'
import { searchChecks } from './search-plan.ts'

/** The parts of a workload that are in order by themselves; a part that is not has been reported already. */
export type SoundParts = { readonly [K in keyof WorkloadFile]?: WorkloadFile[K] | undefined }

/** More than this is a slip of the unit: the schedule of an open loop is made before the run. */
export const mostRequests = 5_000_000

/** What no single value shows: contradictions between the parts of a workload. */
export function crossChecks(file: SoundParts): Fault[] {
  return [
    ...traceChecks(file),
    ...sessionChecks(file),
    ...searchChecks(file),
    ...windowChecks(file),
    ...driverChecks(file),
  ]
}

function traceChecks({ arrival, requests }: SoundParts): Fault[] {
  if (arrival?.process !== 'trace' || requests === undefined) return []
  const faults: Fault[] = []
  const { trace, dataset, sessions } = requests.source
  if (trace === undefined && dataset === undefined && typeof sessions !== 'string') {
    const kind =
      requests.source.distribution === undefined
        ? sessions === undefined
          ? 'synthetic lengths'
          : 'drawn sessions'
        : `distribution ${requests.source.distribution}`
    const message = `expected requests.source.trace beside process trace, got ${kind}, which has no times`
    faults.push({ path: ['arrival', 'process'], at: 'value', message })
  }
  for (const [i, { source }] of (requests.classes ?? []).entries()) {
    if (source === undefined) continue
    const message = 'expected one trace for all classes beside process trace, got a source of its own'
    faults.push({ path: ['requests', 'classes', i, 'source'], at: 'key', message })
  }
  return faults
}

function sessionChecks({ requests }: SoundParts): Fault[] {
  if (requests?.sessions === undefined) return []
  const sources = [requests.source, ...(requests.classes ?? []).flatMap(({ source }) => source ?? [])]
  if (sources.some(({ sessions }) => sessions !== undefined)) return []
  const message = 'expected a source of sessions beside requests.sessions, got none (source.sessions)'
  return [{ path: ['requests', 'sessions'], at: 'key', message }]
}

function windowChecks(file: SoundParts): Fault[] {
  const { arrival, warmup = '0s', duration, count } = file
  const isOpenEnded =
    duration === undefined && (count !== undefined || (arrival !== undefined && endsByItself(arrival)))
  const durationNs = isOpenEnded ? Infinity : (parseDurationNs(duration ?? defaultDuration) as number)
  const warmupNs = warmup === 'auto' ? 0 : (parseDurationNs(warmup) as number)
  if (warmupNs >= durationNs) {
    const shown = duration ?? `${defaultDuration} (the default)`
    return [{ path: ['warmup'], at: 'value', message: `expected less than the duration of ${shown}, got ${warmup}` }]
  }
  if (arrival === undefined || endsByItself(arrival) || arrival.process === 'concurrency') return []
  const base = parseRatePerSecond(arrival.rate ?? 1) as number
  const rate = arrival.shape === undefined ? base : highestRate(rateShape(arrival.shape), base)
  const planned = Math.round(Math.min(count ?? Infinity, rate * nsToS(durationNs)) + rate * nsToS(warmupNs))
  if (planned <= mostRequests) return []
  const path = arrival.rate === undefined ? ['count'] : ['arrival', 'rate']
  return [{ path, at: 'value', message: `expected a run of at most ${mostRequests} requests, got ${planned}` }]
}
