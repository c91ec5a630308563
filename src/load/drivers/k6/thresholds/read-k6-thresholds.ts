import { z } from 'zod'
import type { K6Threshold } from './k6-threshold.ts'

const expression = z.union([
  z.string(),
  z.looseObject({ threshold: z.string() }).transform(({ threshold }) => threshold),
])
const expressions = z.union([z.array(expression), expression.transform((one) => [one])])
/** Of a summary: what became of each expression. */
const judged = z.record(z.string(), z.unknown()).transform((outcomes) => Object.keys(outcomes))

const options = z.looseObject({ thresholds: z.record(z.string(), expressions) })
const summary = z.looseObject({
  metrics: z.record(z.string(), z.looseObject({ thresholds: z.union([expressions, judged]).optional() })),
})
const metricLine = z.looseObject({
  type: z.literal('Metric'),
  data: z.looseObject({ name: z.string(), thresholds: expressions }),
})

/** Every threshold that k6's options (as JSON), its JSON output or its summary holds. */
export function readK6Thresholds(text: string): readonly K6Threshold[] {
  const whole = parsed(text)
  if (whole !== undefined) {
    const told = options.safeParse(whole).data
    if (told !== undefined) return Object.entries(told.thresholds).flatMap(([metric, list]) => named(metric, list))
    const metrics = summary.safeParse(whole).data?.metrics ?? {}
    return Object.entries(metrics).flatMap(([metric, { thresholds = [] }]) => named(metric, thresholds))
  }
  return text.split('\n').flatMap((line) => {
    const { data } = metricLine.safeParse(parsed(line)).data ?? {}
    return data === undefined ? [] : named(data.name, data.thresholds)
  })
}

const named = (metric: string, list: readonly string[]) => list.map((one) => ({ metric, expression: one }))

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
