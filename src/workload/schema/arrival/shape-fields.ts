import { z } from 'zod'
import { parseDurationNs } from '../../../core/units.ts'
import { duration, durationOrZero, mapping, oneOf, rate } from '../fields.ts'
import { replay } from './replay-fields.ts'

const kinds = ['ramp', 'steps', 'spike', 'bursts', 'sine', 'replay'] as const
const nsOf = (text: string) => parseDurationNs(text) ?? 0

const bursts = mapping(
  {
    rate: rate().describe('Requests per second in a burst'),
    every: duration('60s').describe('From the start of one burst to that of the next; the first comes after this'),
    for: duration('5s').describe('Length of a burst'),
  },
  'a mapping such as {rate: 40/s, for: 5s, every: 60s}',
).superRefine((value, context) => {
  if (nsOf(value.for) < nsOf(value.every)) return
  const message = `bursts shorter than ${value.every}, from one to the next`
  context.addIssue({ code: 'custom', path: ['for'], message, params: { got: value.for } })
})

/** How the rate changes over the run, from its start with the warm-up: exactly one way. */
export const shape = mapping(
  {
    ramp: mapping(
      { to: rate().describe('Rate at the end'), over: duration('60s').describe('How long the ramp takes') },
      'a mapping such as {to: 20/s, over: 60s}',
    )
      .optional()
      .describe('From arrival.rate evenly to another rate, which then stays'),
    steps: z
      .array(
        mapping(
          { rate: rate().describe('Rate of the step'), for: duration('30s').describe('How long it lasts') },
          'a mapping such as {rate: 4/s, for: 30s}',
        ),
        { error: 'a list such as [{rate: 4/s, for: 30s}, {rate: 8/s, for: 30s}]' },
      )
      .min(1, { error: 'at least one step such as {rate: 4/s, for: 30s}' })
      .optional()
      .describe('One rate after the other, the last to the end; takes the place of arrival.rate'),
    spike: mapping(
      {
        rate: rate().describe('Rate of the spike'),
        at: durationOrZero('30s').describe('When it begins'),
        for: duration('5s').describe('How long it lasts'),
      },
      'a mapping such as {rate: 40/s, at: 30s, for: 5s}',
    )
      .optional()
      .describe('Once another rate'),
    bursts: bursts.optional().describe('Again and again another rate'),
    sine: mapping(
      {
        amplitude: rate().describe('How far the rate goes above and below arrival.rate, at most that'),
        period: duration('60s').describe('From one peak to the next'),
      },
      'a mapping such as {amplitude: 2/s, period: 60s}',
    )
      .optional()
      .describe('Up and down around arrival.rate'),
    replay: replay
      .optional()
      .describe(
        'Rates of a file, which end the run; arrival.rate is what their mean is brought to, default: as they are',
      ),
  },
  'a mapping such as {ramp: {to: 20/s, over: 60s}}',
).superRefine((value, context) => {
  const given = kinds.filter((kind) => value[kind] !== undefined)
  if (given.length === 1) return
  const got = given.length === 0 ? 'none' : given.join(' and ')
  context.addIssue({ code: 'custom', message: `exactly one of ${oneOf(kinds)}`, params: { got } })
})
