/**
 * k6's `--out json=FILE`: JSON lines of metrics and their points. A point of `http_req_duration` is a request, stamped at its end.
 * Source: grafana.com/docs/k6, "JSON output".
 */
import { z } from 'zod'
import type { ImportFile, ImportFormat, ImportedRun } from '../../imported-run.ts'
import { checked } from '../../reading/checked.ts'
import { figure } from '../../reading/figures.ts'
import { hasKeys, isObject } from '../../reading/json-values.ts'
import { absent, definition, derived } from '../../reading/notes.ts'
import { noSampleAtHand, summaryRun } from '../../reading/summary-run.ts'
import { k6Definitions } from './k6-notes.ts'
import { k6Records } from './k6-records.ts'

const name = 'k6-points'
const request = 'http_req_duration'

export const k6Points: ImportFormat = {
  name,
  title: "k6's JSON output",
  mark: 'JSON lines with type Metric or Point and metric',
  matches: ({ content }) =>
    content.kind === 'lines' &&
    content.rows.slice(0, 20).every(({ value }) => hasKeys(value, 'type', 'metric', 'data')) &&
    content.rows.some(({ value }) => isObject(value) && value.type === 'Point'),
  parse: (file) => [runOf(file)],
}

const pointSchema = z.object({
  metric: z.string(),
  data: z.object({
    time: z.string(),
    value: z.number(),
    tags: z.record(z.string(), z.string()).nullish(),
  }),
})

/** One value of one metric. */
export type K6Point = z.infer<typeof pointSchema>['data']

function runOf(file: ImportFile): ImportedRun {
  const byMetric = pointsOf(file)
  const { records, startedAtMs, endAt } = k6Records(file, byMetric.get(request) ?? [])
  const failed = records.filter(({ outcome }) => outcome.kind !== 'ok').length
  const url = byMetric.get(request)?.[0]?.tags?.url ?? null
  return summaryRun({
    ...{ tool: name, name: 'k6', startedAtMs, records },
    target: { url, model: null, facts: {} },
    requests: { planned: records.length, completed: records.length - failed, failed },
    window: { durationNs: records.length === 0 ? null : endAt },
    figures: [...byMetric].flatMap(([metric, points]) => sums(metric, points, unitsOf(file).get(metric) ?? null)),
    notes: [
      ...k6Definitions,
      derived(null, 'points of other metrics are kept as their number, sum, least and most'),
      definition('metrics.e2eServiceMs', 'a request began its http_req_duration before the time of its point'),
      absent('metrics.itlMs', 'one point a request: not when its pieces came'),
      noSampleAtHand,
    ],
  })
}

function pointsOf(file: ImportFile): ReadonlyMap<string, readonly K6Point[]> {
  const byMetric = new Map<string, K6Point[]>()
  for (const { value, line } of rowsOf(file, 'Point')) {
    const { metric, data } = checked(file, pointSchema, value, line)
    const points = byMetric.get(metric)
    if (points === undefined) byMetric.set(metric, [data])
    else points.push(data)
  }
  return byMetric
}

const rowsOf = ({ content }: ImportFile, type: string) =>
  content.kind === 'lines' ? content.rows.filter(({ value }) => isObject(value) && value.type === type) : []

/** What the lines of type Metric say a metric contains. */
function unitsOf(file: ImportFile): ReadonlyMap<string, string | null> {
  const units: Readonly<Record<string, string>> = { time: 'ms', data: 'bytes' }
  return new Map(
    rowsOf(file, 'Metric').flatMap(({ value }) =>
      isObject(value) && isObject(value.data)
        ? [[String(value.metric), units[String(value.data.contains)] ?? null] as const]
        : [],
    ),
  )
}

function sums(metric: string, points: readonly K6Point[], unit: string | null) {
  let [sum, min, max] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { value } of points) {
    sum += value
    min = Math.min(min, value)
    max = Math.max(max, value)
  }
  return [
    figure(`${metric}.points`, points.length, null),
    figure(`${metric}.sum`, sum, { unit }),
    figure(`${metric}.min`, min, { unit }),
    figure(`${metric}.max`, max, { unit }),
  ]
}
