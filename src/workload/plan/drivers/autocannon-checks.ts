import { parseDurationNs } from '../../../core/units.ts'
import type { Fault } from '../../file/fault.ts'
import type { Pause } from '../../schema/arrival/pause-fields.ts'
import type { SoundParts } from '../cross-checks.ts'
import { faultBeside, sessionFaults, workerFaults } from './driver-fault.ts'

const fault = faultBeside('autocannon')

/** autocannon sends the next request of a connection the moment its answer has ended, and reads whole answers. */
export function autocannonChecks(file: SoundParts): Fault[] {
  const { arrival, requests, target } = file
  const faults: Fault[] = []
  if (arrival !== undefined && arrival.process !== 'concurrency')
    faults.push(fault(['arrival', 'process'], 'concurrency', arrival.process, 'autocannon cannot send on a schedule'))
  else if (arrival?.thinkTime !== undefined && !isNone(arrival.thinkTime)) {
    const got = typeof arrival.thinkTime === 'string' ? arrival.thinkTime : 'a distribution'
    faults.push(fault(['arrival', 'thinkTime'], '0s', got, 'autocannon cannot wait between requests'))
  }
  if (arrival?.rampUp !== undefined && parseDurationNs(arrival.rampUp) !== 0)
    faults.push(fault(['arrival', 'rampUp'], '0s', arrival.rampUp, 'autocannon begins with all users'))
  const users = arrival?.process === 'concurrency' ? (arrival.users ?? 1) : 1
  const { pipelining = 1 } = file.load ?? {}
  if (users % pipelining !== 0)
    faults.push(
      fault(
        ['load', 'pipelining'],
        `a divisor of the ${users} users`,
        String(pipelining),
        'each connection has so many',
      ),
    )
  faults.push(...workerFaults(file, fault, 'autocannon sends from one thread'))
  if (requests?.stream === true)
    faults.push(
      fault(['requests', 'stream'], 'false', 'true', 'autocannon cannot tell when the tokens of a stream come'),
    )
  faults.push(...sessionFaults(file, fault, 'autocannon'))
  if (target?.url?.startsWith('https:') === true)
    faults.push(fault(['target', 'url'], 'an http: URL', target.url, 'autocannon checks no certificate'))
  return faults
}

const isNone = (pause: Pause): boolean => typeof pause === 'string' && parseDurationNs(pause) === 0
