import { parseDurationNs } from '../../core/units.ts'
import type { Fault } from '../file/fault.ts'
import type { RunPlan } from '../run-plan.ts'
import type { Pause } from '../schema/arrival/pause-fields.ts'
import type { SoundParts } from './cross-checks.ts'

/** What the figures of a driver do not say, for the run's notes. */
export function driverNotes({ driver }: Pick<RunPlan, 'driver'>): readonly string[] {
  if (driver !== 'autocannon') return []
  return [
    'sent by autocannon, which tells no times of tokens: TTFT, TPOT and ITL are unknown, and send lag is none by definition',
    "a connection's first request includes connecting; bodies that cannot be written as fast as they are sent are sent again",
  ]
}

/** What autocannon cannot do, said where the workload asks for it, with the way out. */
export function driverChecks({ driver, arrival, requests, target, load }: SoundParts): Fault[] {
  if (driver !== 'autocannon') return []
  const fault = (path: Fault['path'], expected: string, got: string, why: string): Fault => ({
    ...{ path, at: 'value' },
    message: `expected ${expected} beside driver autocannon, got ${got}: ${why}; driver: native can`,
  })
  const faults: Fault[] = []
  if (arrival !== undefined && arrival.process !== 'concurrency')
    faults.push(fault(['arrival', 'process'], 'concurrency', arrival.process, 'autocannon cannot send on a schedule'))
  else if (arrival?.thinkTime !== undefined && !isNone(arrival.thinkTime)) {
    const got = typeof arrival.thinkTime === 'string' ? arrival.thinkTime : 'a distribution'
    faults.push(fault(['arrival', 'thinkTime'], '0s', got, 'autocannon cannot wait between requests'))
  }
  if (arrival?.rampUp !== undefined && parseDurationNs(arrival.rampUp) !== 0)
    faults.push(fault(['arrival', 'rampUp'], '0s', arrival.rampUp, 'autocannon begins with all users'))
  const { workers = 1 } = load ?? {}
  if (workers !== 1) faults.push(fault(['load', 'workers'], '1', String(workers), 'autocannon sends from one thread'))
  if (requests?.stream === true)
    faults.push(
      fault(['requests', 'stream'], 'false', 'true', 'autocannon cannot tell when the tokens of a stream come'),
    )
  const sources = [requests?.source, ...(requests?.classes ?? []).map(({ source }) => source)]
  if (sources.some((source) => source?.sessions !== undefined))
    faults.push(fault(['requests', 'source'], 'independent requests', 'sessions', 'autocannon cannot wait for answers'))
  if (target?.url?.startsWith('https:') === true)
    faults.push(fault(['target', 'url'], 'an http: URL', target.url, 'autocannon checks no certificate'))
  return faults
}

const isNone = (pause: Pause): boolean => typeof pause === 'string' && parseDurationNs(pause) === 0
