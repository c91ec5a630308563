import { parseRatePerSecond } from '../../../core/units.ts'
import { choice, durationOrZero, integer, mapping, oneOf, positive, rate } from '../fields.ts'
import { pause } from './pause-fields.ts'
import { shape } from './shape-fields.ts'

const takers = {
  rate: ['constant', 'poisson', 'gamma'],
  shape: ['constant', 'poisson', 'gamma'],
  maxInFlight: ['constant', 'poisson', 'gamma', 'trace'],
  cv: ['gamma'],
  speedup: ['trace'],
  users: ['concurrency'],
  thinkTime: ['concurrency'],
  rampUp: ['concurrency'],
} as const

/** When requests are sent. One flat mapping, so that a key of another process is answered with the process it belongs to. */
export const arrival = mapping(
  {
    process: choice(['constant', 'poisson', 'gamma', 'trace', 'concurrency'])
      .default('poisson')
      .describe(
        'constant: even gaps; poisson: independent arrivals; gamma: bursts by cv; trace: the recorded times; concurrency: closed loop of users who wait for their answer',
      ),
    rate: rate()
      .optional()
      .describe('Requests per second (4 or 4/s), or 90/min; for constant, poisson and gamma; default: 1/s'),
    cv: positive('a coefficient of variation')
      .optional()
      .describe('Standard deviation / mean of the gaps, for gamma: 1 is poisson, above it bursts; default: 2'),
    shape: shape
      .optional()
      .describe('How the rate changes over the run: ramp, steps, spike, bursts, sine or replay; default: it stays'),
    maxInFlight: integer(1, 'a whole number of requests')
      .optional()
      .describe(
        'Most requests under way; what is due meanwhile waits, and its wait counts into its latency; default: no limit',
      ),
    speedup: positive('a factor').optional().describe('Divides the recorded times, for trace; default: 1'),
    users: integer(1, 'a whole number of users').optional().describe('Users at a time, for concurrency; default: 1'),
    thinkTime: pause
      .optional()
      .describe(
        "Pause between an answer and the same user's next request, for concurrency: a duration or a distribution; default: 0s",
      ),
    rampUp: durationOrZero('10s')
      .optional()
      .describe(
        'Over how long the users begin, one after the other at even distances, for concurrency; default: 0s, all at once',
      ),
  },
  'a mapping such as {process: poisson, rate: 4/s}',
).superRefine((value, context) => {
  for (const key of Object.keys(takers) as (keyof typeof takers)[]) {
    const processes: readonly string[] = takers[key]
    if (value[key] === undefined || processes.includes(value.process)) continue
    const message = `process ${oneOf(processes)} beside ${key}`
    context.addIssue({ code: 'custom', path: [key], message, params: { got: `process ${value.process}` } })
  }
  const { rate, shape } = value
  if (shape?.steps !== undefined && rate !== undefined) {
    const message = 'no rate beside shape.steps, which have their own'
    context.addIssue({ code: 'custom', path: ['rate'], message, params: { got: String(rate) } })
  }
  const base = parseRatePerSecond(rate ?? 1) ?? 0
  if (shape?.sine !== undefined && (parseRatePerSecond(shape.sine.amplitude) ?? 0) > base) {
    const message = `an amplitude of at most the rate of ${rate ?? '1/s'}`
    context.addIssue({
      ...{ code: 'custom', path: ['shape', 'sine', 'amplitude'], message },
      params: { got: String(shape.sine.amplitude) },
    })
  }
})
