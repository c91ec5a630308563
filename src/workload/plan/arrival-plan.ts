import { parseDurationNs, parseRatePerSecond } from '../../core/units.ts'
import type { ArrivalPlan, RateShape } from '../run-plan.ts'
import type { WorkloadFile } from '../schema.ts'

type ArrivalFields = WorkloadFile['arrival']
type ShapeFields = NonNullable<ArrivalFields['shape']>

const ns = (text: string): number => parseDurationNs(text) as number
const perSecond = (value: string | number): number => parseRatePerSecond(value) as number

/** Checked fields to the plan: defaults filled in, units in base form. */
export function arrivalPlan(arrival: ArrivalFields): ArrivalPlan {
  const bound = arrival.maxInFlight === undefined ? {} : { maxInFlight: arrival.maxInFlight }
  const shape = arrival.shape === undefined ? undefined : rateShape(arrival.shape)
  const firstStep = shape?.kind === 'steps' ? shape.steps[0]?.ratePerSecond : undefined
  const ratePerSecond = firstStep ?? perSecond(arrival.rate ?? 1)
  const paced = { ...bound, ratePerSecond, ...(shape === undefined ? {} : { shape }) }
  switch (arrival.process) {
    case 'constant':
    case 'poisson':
      return { process: arrival.process, ...paced }
    case 'gamma':
      return { process: 'gamma', ...paced, cv: arrival.cv ?? 2 }
    case 'trace':
      return { process: 'trace', ...bound, speedup: arrival.speedup ?? 1 }
    case 'concurrency':
      return { process: 'concurrency', users: arrival.users ?? 1, thinkTimeNs: ns(arrival.thinkTime ?? '0s') }
  }
}

/** Exactly one of the keys is there. */
export function rateShape({ ramp, steps, spike, bursts, sine }: ShapeFields): RateShape {
  if (ramp !== undefined) return { kind: 'ramp', ratePerSecond: perSecond(ramp.to), overNs: ns(ramp.over) }
  if (steps !== undefined)
    return {
      kind: 'steps',
      steps: steps.map((step) => ({ ratePerSecond: perSecond(step.rate), durationNs: ns(step.for) })),
    }
  if (spike !== undefined)
    return { kind: 'spike', ratePerSecond: perSecond(spike.rate), atNs: ns(spike.at), durationNs: ns(spike.for) }
  if (bursts !== undefined) {
    const { rate, every } = bursts
    return { kind: 'bursts', ratePerSecond: perSecond(rate), everyNs: ns(every), durationNs: ns(bursts.for) }
  }
  const { amplitude, period } = sine as NonNullable<typeof sine>
  return { kind: 'sine', amplitudePerSecond: perSecond(amplitude), periodNs: ns(period) }
}
