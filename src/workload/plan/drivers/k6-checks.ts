import { parseDurationNs } from '../../../core/units.ts'
import type { Fault } from '../../file/fault.ts'
import type { SoundParts } from '../cross-checks.ts'
import { faultBeside, sessionFaults, workerFaults } from './driver-fault.ts'

const fault = faultBeside('k6')

/** A k6 script holds its requests from the beginning, and its VUs know nothing of each other. */
export function k6Checks(file: SoundParts): Fault[] {
  const { arrival } = file
  return [
    ...(arrival?.process === 'concurrency' ? closedLoopFaults(file) : []),
    ...(arrival?.maxInFlight === undefined
      ? []
      : [
          fault(
            ['arrival', 'maxInFlight'],
            'none',
            String(arrival.maxInFlight),
            'k6 cannot tell what the limit held back',
          ),
        ]),
    ...workerFaults(file, fault, 'k6 uses all cores by itself, and more machines by execution segments'),
    ...sessionFaults(file, fault, 'k6'),
  ]
}

/** Whose requests no clock counts, a script can hold; how many answers a duration will see, it cannot know. */
function closedLoopFaults({ arrival, count, warmup = '0s', duration }: SoundParts): Fault[] {
  const faults: Fault[] = []
  if (count === undefined)
    faults.push(fault(['count'], 'a number of requests', 'none', 'a k6 script holds all requests of a closed loop'))
  if (duration !== undefined)
    faults.push(fault(['duration'], 'count alone', duration, 'a k6 script ends with its last request'))
  if (warmup !== 'auto' && parseDurationNs(warmup) !== 0)
    faults.push(fault(['warmup'], '0s or auto', warmup, 'a k6 script cannot tell the warm-up of a closed loop'))
  if (arrival?.rampUp !== undefined && parseDurationNs(arrival.rampUp) !== 0)
    faults.push(fault(['arrival', 'rampUp'], '0s', arrival.rampUp, 'a k6 script begins with all users'))
  return faults
}
