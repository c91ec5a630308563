import { z } from 'zod'
import { searchEnds } from '../../stats/search/capacity-search.ts'
import { runDocumentSchema } from '../run-document.ts'

export const sweepSchemaName = 'infbench.sweep/1'

const count = z.int().nonnegative()
const number = z.number().nullable()
const percentiles = z.object({ p50: number, p90: number, p99: number })
const over = z.enum(['rate', 'users'])
const interval = z.object({ low: z.number(), high: z.number() })
const shares = z.object({ mfu: number, mbu: number })

const point = z.object({
  runId: z.string(),
  label: z.string().nullable().describe('what was set, such as rate=4'),
  series: z
    .string()
    .nullable()
    .describe('what was set besides the load; runs of one series differ in rate or users alone'),
  status: runDocumentSchema.shape.status,
  state: runDocumentSchema.shape.state,
  level: z
    .object({ over, value: z.number() })
    .nullable()
    .describe('requests per second that were to arrive, or users at a time; null: neither, as for a trace'),
  requests: z
    .object({ measured: count, meeting: count, independent: z.number().nonnegative() })
    .describe('measured requests, those that met every service level, and how many independent ones they are worth'),
  hasSlo: z.boolean().describe('without a service level every completed request meets all'),
  ...{ requestsPerS: number, outputTokensPerS: number, tokensPerSPerUser: number, attainment: number },
  attainmentInterval: interval.nullable().describe('95 %, by Wilson over the independent requests'),
  ...{ goodputPerS: number, ttftMs: percentiles, tpotMs: percentiles },
  use: z
    .object({
      ...{ prefill: shares, decode: shares },
      decodeBatch: number.describe('sequences of a decode step, mean'),
      promptTokens: number.describe('tokens of a prompt, mean'),
    })
    .nullable()
    .describe('of the machine, by the bundled engine; null for an endpoint, and where the machine was not measured'),
})

const saturation = z
  .object({
    over,
    level: z
      .number()
      .describe('highest rate that was kept up with, or fewest users that reach nearly the most there is'),
    requestsPerS: z.number().describe('most requests completed per second at any level'),
  })
  .nullable()

const series = z.object({ name: z.string().nullable(), best: z.string().nullable(), saturation })

const ends = [...(Object.keys(searchEnds) as (keyof typeof searchEnds)[]), 'interrupted'] as const

const search = z.object({
  plan: z.object({
    metric: z.literal('goodput'),
    attainment: z.number().describe('share of measured requests that must meet every service level'),
    over,
    ...{ start: z.number(), least: z.number(), most: z.number() },
    tolerance: z.number().describe('how near the levels that held and failed are to be, as a share of the lower'),
    mostRuns: count,
  }),
  best: number.describe('highest level that held; null: none did'),
  failsAt: number.describe('lowest level that failed; null: none did'),
  goodputPerS: number.describe('best goodput of a run at that level'),
  why: z.enum(ends),
  sentence: z.string(),
  levels: z.array(
    z.object({
      level: z.number(),
      runs: count,
      share: z.number(),
      interval: interval.describe('90 %, by Wilson'),
      verdict: z.enum(['held', 'failed', 'unsure']),
    }),
  ),
})

/**
 * What the runs of a sweep or search say together: the JSON contract `infbench.sweep/1`, `sweep` in what `infbench run --json` prints for
 * several runs. Keys are added, never renamed.
 */
export const sweepDocumentSchema = z.object({
  schema: z.literal(sweepSchemaName),
  sweepId: z.string(),
  name: z.string(),
  kind: z
    .enum(['sweep', 'repeats', 'search', 'gate'])
    .describe('repeats: runs of one setting, of which none is the best'),
  points: z.array(point),
  best: z
    .string()
    .nullable()
    .describe('id of the run with the highest goodput; null: none has any, or all are invalid'),
  pareto: z.array(z.string()).describe('ids of runs that no other beats in tokens/s per user and tokens/s of all'),
  saturation: saturation.describe('null where the load never reached the point, or there are several series'),
  series: z.array(series).describe('runs that differ in load alone belong to one series'),
  search: search.nullable(),
})

type Kept<T> = T extends object ? { readonly [K in keyof T]: Kept<T[K]> } : T

export type SweepDocument = Kept<z.infer<typeof sweepDocumentSchema>>
export type SweepPoint = SweepDocument['points'][number]
export type SearchResult = NonNullable<SweepDocument['search']>
/** From here on more load brings (nearly) no more completed requests. */
export type Saturation = NonNullable<SweepDocument['saturation']>

/** The JSON Schema of `infbench.sweep/1`, for `infbench schema sweep`. */
export function sweepJsonSchema(): object {
  return z.toJSONSchema(sweepDocumentSchema)
}
