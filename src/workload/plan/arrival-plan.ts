import { parseDurationNs, parseRatePerSecond } from '../../core/units.ts'
import type { ArrivalPlan, RateShape } from '../run-plan.ts'
import type { Path } from '../file/fault.ts'
import type { WorkloadFile } from '../schema.ts'
import { pausePlan } from './pause-plan.ts'
import { wholeTrace } from './files/whole-trace.ts'

type ArrivalFields = WorkloadFile['arrival']
type ShapeFields = NonNullable<ArrivalFields['shape']>

const ns = (text: string): number => parseDurationNs(text) as number
const perSecond = (value: string | number): number => parseRatePerSecond(value) as number

/** A shape that the workload file tells all of. */
type WrittenShape = Exclude<RateShape, { kind: 'replay' | 'rates' }>

/** Makes a path of the arrival's fields usable from the current folder. */
type ResolvePath = (path: string, at: Path) => string

/** Checked fields to the plan: defaults filled in, units in base form. */
export function arrivalPlan(arrival: ArrivalFields, resolve: ResolvePath): ArrivalPlan {
  switch (arrival.process) {
    case 'constant':
    case 'poisson':
      return { process: arrival.process, ...pacedPlan(arrival, resolve) }
    case 'gamma':
      return { process: 'gamma', ...pacedPlan(arrival, resolve), cv: arrival.cv ?? 2 }
    case 'trace':
      return { process: 'trace', ...boundOf(arrival), speedup: arrival.speedup ?? 1 }
    case 'concurrency': {
      const think = pausePlan(arrival.thinkTime ?? '0s', (path) => resolve(path, ['thinkTime', 'trace', 'file']))
      const pause = think.kind === 'fixed' ? { thinkTimeNs: think.ns } : { thinkTimeNs: 0, thinkTime: think }
      const rampUpNs = ns(arrival.rampUp ?? '0s')
      return { process: 'concurrency', users: arrival.users ?? 1, ...pause, ...(rampUpNs === 0 ? {} : { rampUpNs }) }
    }
  }
}

/** Whether arrivals end without a duration or a count. */
export const endsByItself = ({ process, shape }: ArrivalFields): boolean =>
  process === 'trace' || shape?.replay !== undefined

const boundOf = ({ maxInFlight }: ArrivalFields) => (maxInFlight === undefined ? {} : { maxInFlight })

function pacedPlan(arrival: ArrivalFields, resolve: ResolvePath) {
  const shape = shapeOf(arrival, resolve)
  const firstStep = shape?.kind === 'steps' ? shape.steps[0]?.ratePerSecond : undefined
  const ratePerSecond = firstStep ?? perSecond(arrival.rate ?? 1)
  return { ...boundOf(arrival), ratePerSecond, ...(shape === undefined ? {} : { shape }) }
}

function shapeOf({ shape, rate }: ArrivalFields, resolve: ResolvePath): RateShape | undefined {
  if (shape?.replay === undefined) return shape === undefined ? undefined : rateShape(shape)
  const { file, trace, every, speedup, format, skipBadRows } = shape.replay
  const path = resolve((file ?? trace) as string, ['shape', 'replay', file === undefined ? 'trace' : 'file'])
  return {
    ...{ kind: 'replay', path, speedup, everyNs: ns(every ?? '10s') },
    ...{ trace: file === undefined ? wholeTrace(path, { format, skipBadRows }) : null },
    meanPerSecond: rate === undefined ? null : perSecond(rate),
  }
}

/** A shape that needs no file; exactly one of the keys is there. */
export function rateShape({ ramp, steps, spike, bursts, sine }: ShapeFields): WrittenShape {
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
