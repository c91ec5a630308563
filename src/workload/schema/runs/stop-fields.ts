import { z } from 'zod'
import { mapping } from '../fields.ts'

const metricWords = 'a percentile such as ttft.p50, tpot.p90 or e2e.p99'
const widthWords = 'a share such as 5% or 0.05, above 0'

const width = z
  .union(
    [
      z.number({ error: widthWords }),
      z.string({ error: widthWords }).regex(/^\d+(\.\d+)?\s*%$/, { error: widthWords }),
    ],
    {
      error: widthWords,
    },
  )
  .refine((value) => shareOf(value) > 0, { error: widthWords })

/** `5%` or 0.05 as 0.05. */
export const shareOf = (value: number | string): number =>
  typeof value === 'number' ? value : Number(value.replace('%', '')) / 100

/** When a percentile is known well enough. */
export const until = mapping(
  {
    metric: z
      .string({ error: metricWords })
      .regex(/^(ttft|tpot|e2e)\.p\d{1,2}(\.\d+)?$/, { error: metricWords })
      .default('ttft.p50')
      .describe('Percentile of TTFT, TPOT or E2E'),
    relativeWidth: width
      .default('5%')
      .describe('Width of its 95 % interval over its value, by the number of independent requests'),
  },
  'a mapping such as {metric: ttft.p50, relativeWidth: 5%}',
)
  .optional()
  .describe(
    'Ends the run when a percentile is known this narrowly; duration and count stay the limits; default: no such rule',
  )
