import { z } from 'zod'
import { integer, mapping, notNegative, positive } from './fields.ts'

const tokens = () => integer(1, 'a whole number of tokens')
const limits = {
  min: tokens().default(1).describe('Shorter draws become this'),
  max: tokens().optional().describe('Longer draws become this; absent: no bound'),
}

const normal = mapping({
  mean: positive('a mean number of tokens').describe('Mean, in tokens'),
  sd: notNegative('a standard deviation in tokens').describe('Standard deviation, in tokens'),
  ...limits,
}).refine(inOrder, { error: 'min to be at most max' })

const lognormal = mapping({
  median: positive('a median number of tokens').describe('Median, in tokens'),
  sigma: notNegative('a standard deviation of the logarithm').describe('Standard deviation of the natural logarithm'),
  ...limits,
}).refine(inOrder, { error: 'min to be at most max' })

function inOrder(value: { readonly min: number; readonly max?: number | undefined }): boolean {
  return value.max === undefined || value.min <= value.max
}

const uniformWords = 'a pair of token counts such as [100, 400], the smaller first'
const uniform = z
  .tuple([tokens(), tokens()], { error: uniformWords })
  .refine(([low, high]) => low <= high, { error: uniformWords })

const quantileKey = /^(min|max|p(\d{1,2}(\.\d+)?|100))$/
const quantileWords = 'percentiles such as {min: 1, p50: 200, p90: 800, max: 4000}'
const quantiles = z
  .record(z.string().regex(quantileKey, { error: 'a percentile such as p50, or min or max' }), tokens(), {
    error: quantileWords,
  })
  .refine((table) => 'min' in table && 'max' in table, { error: `${quantileWords}, with min and max` })
  .refine(rises, { error: `${quantileWords}, rising from min to max` })

/** Share of a percentile's name: `p99.9` is 0.999, `min` 0, `max` 1. */
export function shareOf(name: string): number {
  if (name === 'min') return 0
  if (name === 'max') return 1
  return Number((Number(name.slice(1)) / 100).toPrecision(12))
}

/** [share, tokens] points of a percentile table, by share. */
export function quantilePoints(table: Readonly<Record<string, number>>): readonly (readonly [number, number])[] {
  return Object.entries(table)
    .map(([name, value]) => [shareOf(name), value] as const)
    .sort((a, b) => a[0] - b[0])
}

function rises(table: Readonly<Record<string, number>>): boolean {
  const values = quantilePoints(table).map(([, value]) => value)
  return values.every((value, i) => i === 0 || value >= (values[i - 1] as number))
}

export const lengthShapes = {
  uniform: uniform.optional().describe('Every length from the first to the second alike'),
  normal: normal.optional().describe('Bell curve, cut at min and max'),
  lognormal: lognormal.optional().describe('Right-skewed, as real prompts are'),
  quantiles: quantiles.optional().describe('Empirical: percentiles of lengths, straight lines between them'),
}

const lengthWords = 'a token count such as 256, or one of uniform, normal, lognormal and quantiles'

/** Tokens of a prompt or an answer: a fixed number or a distribution. */
export const length = z.union(
  [
    tokens(),
    mapping(lengthShapes, lengthWords).refine(
      (value) => Object.values(value).filter((v) => v !== undefined).length === 1,
      {
        error: lengthWords,
      },
    ),
  ],
  { error: lengthWords },
)

export type Length = z.output<typeof length>
