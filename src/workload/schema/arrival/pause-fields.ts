import { z } from 'zod'
import { parseDurationNs } from '../../../core/units.ts'
import { formatNames } from '../../sources/formats/format-names.ts'
import { choice, duration, durationOrZero, flag, mapping, notNegative, oneOf, text } from '../fields.ts'
import { quantilePoints } from '../length-fields.ts'

const kinds = ['exponential', 'lognormal', 'uniform', 'quantiles', 'trace'] as const
const words = `a duration such as 2s, or one of ${oneOf(kinds)} such as {lognormal: {median: 2s, sigma: 1}}`
const nsOf = (duration: string) => parseDurationNs(duration) ?? 0
const max = () => duration('60s').optional().describe('Longer draws become this; absent: no bound')

const uniformWords = 'a pair of durations such as [1s, 5s], the shorter first'
const uniform = z
  .tuple([durationOrZero('1s'), durationOrZero('5s')], { error: uniformWords })
  .refine(([low, high]) => nsOf(low) <= nsOf(high), { error: uniformWords })

const quantileWords = 'percentiles such as {min: 1s, p50: 4s, p90: 30s, max: 5m}'
const quantiles = z
  .record(
    z.string().regex(/^(min|max|p(\d{1,2}(\.\d+)?|100))$/, { error: 'a percentile such as p50, or min or max' }),
    durationOrZero('4s'),
    { error: quantileWords },
  )
  .refine((table) => 'min' in table && 'max' in table, { error: `${quantileWords}, with min and max` })
  .refine(rises, { error: `${quantileWords}, rising from min to max` })

function rises(table: Readonly<Record<string, string>>): boolean {
  const points = quantilePoints(Object.fromEntries(Object.entries(table).map(([key, value]) => [key, nsOf(value)])))
  return points.every(([, ns], i) => i === 0 || ns >= (points[i - 1]?.[1] ?? 0))
}

const shapes = {
  exponential: mapping({ mean: duration('2s').describe('Mean'), max: max() }, 'a mapping such as {mean: 2s}')
    .optional()
    .describe('As of events that remember nothing'),
  lognormal: mapping(
    {
      median: duration('2s').describe('Half of all are shorter'),
      sigma: notNegative('a standard deviation of the logarithm').describe('Of the natural logarithm'),
      max: max(),
    },
    'a mapping such as {median: 2s, sigma: 1}',
  )
    .optional()
    .describe('Right-skewed, as people and tools are'),
  uniform: uniform.optional().describe('Every duration from the first to the second alike'),
  quantiles: quantiles.optional().describe('Empirical: percentiles, straight lines between them'),
  trace: mapping(
    {
      file: text('the path of a trace with sessions').describe(
        'Trace whose pauses between an answer and the next request are drawn from; path relative to this file',
      ),
      format: choice(['auto', ...formatNames])
        .default('auto')
        .describe('Format of the trace; auto knows it by its content'),
      skipBadRows: flag().default(false).describe('Leave out rows that cannot be read'),
      max: max(),
    },
    'a mapping such as {file: sessions.jsonl, max: 2m}',
  )
    .optional()
    .describe('Empirical: as recorded'),
}

/** A pause: one length for all, or a distribution that each is drawn from. */
export const pause = z.union(
  [
    durationOrZero('2s'),
    mapping(shapes, words).refine((value) => Object.values(value).filter((each) => each !== undefined).length === 1, {
      error: words,
    }),
  ],
  { error: words },
)

export type Pause = z.output<typeof pause>
