import {
  type DistributionId,
  distributionMetrics,
  type MetricId,
  metrics,
  runMetrics,
} from '../../metrics/definitions.ts'
import { MS_PER_S } from '../../core/units.ts'
import type { Metric } from '../../metrics/metric.ts'
import type { RunBlock, RunDocument } from '../../metrics/run-document.ts'
import { snakeCase } from '../tables/column.ts'
import { attributes, type Attribute } from './attributes.ts'
import { gaugeMetric, type Span, type SummaryPoint, summaryMetric } from './otlp-metric.ts'

/** A run, or a class of it, with what tells it apart. */
interface Part {
  readonly block: RunBlock | RunDocument
  readonly attributes: readonly Attribute[]
}

/** The figures of the run's document under names of our own: distributions as summaries in seconds, the rest as gauges. Unknown ones are left out. */
export function runMetricsOf(run: RunDocument, span: Span): readonly object[] {
  const classes = Object.entries(run.classes)
  const parts: Part[] = [
    { block: run, attributes: [] },
    ...(classes.length < 2
      ? []
      : classes.map(([name, block]) => ({ block, attributes: attributes({ 'infbench.class': name }) }))),
  ]
  return [...distributions(parts, span), ...rates(parts, span), requests(parts, span), ...machine(run, span)]
}

const nameOf = (metric: Metric) => {
  const found = (Object.keys(metrics) as MetricId[]).find((id) => metrics[id] === metric) as MetricId
  return `infbench.${snakeCase(found)}`
}

function distributions(parts: readonly Part[], span: Span): object[] {
  return distributionMetrics.map((metric) => {
    const scale = metric.unit === 'ns' ? MS_PER_S : 1
    const text = {
      name: `infbench.${snakeCase(idOf(metric.key))}`,
      unit: metric.unit === 'ns' ? 's' : '{token}/s',
      description: `${metric.meaning}: ${metric.formula}`,
    }
    return summaryMetric(
      text,
      parts.map((part) => summaryPoint(part, metric.key, scale)),
      span,
    )
  })
}

const idOf = (key: string) =>
  (Object.keys(metrics) as DistributionId[]).find((id) => metrics[id].key === key) as DistributionId

const quantileKeys = [
  [0, 'min'],
  [0.5, 'p50'],
  [0.9, 'p90'],
  [0.95, 'p95'],
  [0.99, 'p99'],
  [1, 'max'],
] as const

/** The sum is the mean times the count, for a document keeps no sum. */
function summaryPoint({ block, attributes: own }: Part, key: keyof RunBlock['metrics'], scale: number): SummaryPoint {
  const entry = block.metrics[key]
  const quantiles = quantileKeys.flatMap(([quantile, name]) => {
    const value = entry[name]
    return value === null ? [] : [{ quantile, value: value / scale }]
  })
  return { attributes: own, count: entry.n, sum: ((entry.mean ?? 0) * entry.n) / scale, quantiles }
}

const units: Readonly<Record<string, string>> = {
  'tokens/s': '{token}/s',
  'requests/s': '{request}/s',
  'requests/min': '{request}/min',
  share: '1',
  USD: 'USD',
}

function rates(parts: readonly Part[], span: Span): object[] {
  return runMetrics.flatMap((metric) => {
    const [section, key] = metric.path
    const points = parts.flatMap(({ block, attributes: own }) => {
      const figures = (block as Readonly<Record<string, unknown>>)[section] as Readonly<Record<string, unknown>> | null
      const value = figures?.[key]
      return typeof value === 'number' ? [{ attributes: own, value }] : []
    })
    if (points.length === 0) return []
    const text = { name: nameOf(metric), unit: units[metric.unit] as string }
    return [gaugeMetric({ ...text, description: `${metric.meaning}: ${metric.formula}` }, points, span)]
  })
}

function requests(parts: readonly Part[], span: Span): object {
  const points = parts.flatMap(({ block, attributes: own }) =>
    (['completed', 'failed', 'cancelled', 'notSent'] as const).map((end) => ({
      attributes: [...own, ...attributes({ 'infbench.end': snakeCase(end) })],
      value: block.requests[end],
    })),
  )
  const text = { name: 'infbench.requests', unit: '{request}', description: 'Measured requests by how they ended.' }
  return gaugeMetric(text, points, span)
}

function machine(run: RunDocument, span: Span): object[] {
  return (['mfu', 'mbu'] as const).flatMap((id) => {
    const points = (['prefill', 'decode'] as const).flatMap((phase) => {
      const value = run[id]?.[phase] ?? null
      return value === null ? [] : [{ attributes: attributes({ 'infbench.phase': phase }), value }]
    })
    const { meaning, formula } = metrics[id]
    const text = { name: `infbench.${id}`, unit: '1', description: `${meaning}: ${formula}` }
    return points.length === 0 ? [] : [gaugeMetric(text, points, span)]
  })
}
