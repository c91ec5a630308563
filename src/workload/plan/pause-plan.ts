import { parseDurationNs } from '../../core/units.ts'
import type { PausePlan } from '../pauses/pause-plan.ts'
import type { Pause } from '../schema/arrival/pause-fields.ts'
import { quantilePoints } from '../schema/length-fields.ts'
import { wholeTrace } from './files/whole-trace.ts'

const ns = (text: string): number => parseDurationNs(text) as number
const nsOrNull = (text: string | undefined): number | null => (text === undefined ? null : ns(text))

/** A checked pause to its plan; `resolve` makes the path of a trace usable from the current folder. */
export function pausePlan(pause: Pause, resolve: (path: string) => string): PausePlan {
  if (typeof pause === 'string') return { kind: 'fixed', ns: ns(pause) }
  const { exponential, lognormal, uniform, quantiles, trace } = pause
  if (exponential !== undefined)
    return { kind: 'exponential', meanNs: ns(exponential.mean), maxNs: nsOrNull(exponential.max) }
  if (lognormal !== undefined) {
    const { median, sigma, max } = lognormal
    return { kind: 'lognormal', medianNs: ns(median), sigma, maxNs: nsOrNull(max) }
  }
  if (uniform !== undefined) return { kind: 'uniform', minNs: ns(uniform[0]), maxNs: ns(uniform[1]) }
  if (trace !== undefined)
    return { kind: 'trace', trace: wholeTrace(resolve(trace.file), trace), maxNs: nsOrNull(trace.max) }
  const table = Object.entries(quantiles as Record<string, string>).map(([key, value]) => [key, ns(value)])
  return { kind: 'quantiles', points: quantilePoints(Object.fromEntries(table)) }
}
