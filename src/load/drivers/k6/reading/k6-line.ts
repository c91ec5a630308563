import { z } from 'zod'
import { k6Metadata, k6Metrics } from '../script/k6-test.ts'

const ms = z.number()
const moment = ms.nullable()

/** What the script tells of a request. Moments are ms since 1970 by the clock of its machine. */
const toldSchema = z.object({
  index: z.int().nonnegative(),
  phase: z.enum(['warmup', 'measure']),
  class: z.string(),
  input: z.int(),
  output: z.int(),
  due: ms,
  sent: moment,
  headers: moment,
  done: ms,
  status: z.int(),
  error: z.string().nullable(),
  body: z.string().nullable(),
  type: z.string().nullable(),
  date: z.string().nullable(),
  retry: z.string().nullable(),
  /** Of each event, in whole us since `sent` (since `done` where that is null). */
  at: z.array(z.number()),
  names: z.array(z.string()).nullable(),
  data: z.array(z.string()),
})
export type K6Told = Readonly<z.infer<typeof toldSchema>>

/** What every instance tells once, when its first iteration begins: the zero of its schedule, and what the script was given. */
const runSchema = z.looseObject({ zero: ms })
export type K6RunTold = Readonly<z.infer<typeof runSchema>>

const pointSchema = z.object({ data: z.object({ metadata: z.record(z.string(), z.string()).nullish() }) })

/** What a line of k6's JSON output holds for us; null: nothing. */
export type K6Line =
  | { readonly kind: 'request'; readonly told: K6Told }
  | { readonly kind: 'run'; readonly told: K6RunTold }

// Of a dozen points that k6 writes for an iteration one is ours; the others need not be parsed.
const mark = `"${k6Metrics.request}"`

/** Reads a line; throws SyntaxError or ZodError where one of ours is not what the script writes. */
export function readK6Line(line: string): K6Line | null {
  if (!line.startsWith('{') || !line.slice(0, 200).includes(mark)) return null
  const { metadata } = pointSchema.parse(JSON.parse(line)).data
  const request = metadata?.[k6Metadata.request]
  if (request !== undefined) return { kind: 'request', told: toldSchema.parse(JSON.parse(request)) }
  const run = metadata?.[k6Metadata.run]
  return run === undefined ? null : { kind: 'run', told: runSchema.parse(JSON.parse(run)) }
}
