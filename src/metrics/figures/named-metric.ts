import { distributionMetrics, type MetricId, metrics, runMetrics } from '../definitions.ts'
import type { Metric, RunMetric } from '../metric.ts'
import type { RunDocument } from '../run-document.ts'

/** What a distribution has figures of, as names have them. */
export const namedStatistics = ['mean', 'p50', 'p90', 'p95', 'p99'] as const

/** A figure that every run has one of, and how to find it. */
export interface NamedMetric {
  readonly label: string
  readonly unit: string
  readonly better: 'lower' | 'higher'
  of(document: RunDocument): number | null
}

const ids = new Map<Metric, MetricId>(Object.entries(metrics).map(([id, metric]) => [metric, id as MetricId]))

/** The name of a row of the metrics table. */
export const metricId = (metric: Metric): MetricId => ids.get(metric) as MetricId

/** The value of a run metric in the document. */
export function runValue(document: RunDocument, metric: RunMetric): number | null {
  const section = document[metric.path[0]] as Readonly<Record<string, unknown>> | null
  const value = section?.[metric.path[1]]
  return typeof value === 'number' ? value : null
}

/** Every name that a figure of a run may have: `ttft.p50`, `requestsPerS`. */
export const metricNames: readonly string[] = [
  ...distributionMetrics.flatMap((metric) => namedStatistics.map((statistic) => `${metricId(metric)}.${statistic}`)),
  ...runMetrics.map(metricId),
]

/** `ttft.p50`, `outputTokensPerS`; null where nothing is called so. */
export function metricNamed(name: string): NamedMetric | null {
  const [id, ending] = name.split('.')
  const statistic = namedStatistics.find((known) => known === ending)
  const spread = distributionMetrics.find((metric) => metricId(metric) === id)
  if (spread !== undefined && statistic !== undefined) {
    const { key, label, better } = spread
    const unit = spread.unit === 'ns' ? 'ms' : spread.unit
    return {
      label: `${label} ${statistic}`,
      unit,
      better,
      of: (run) => run.metrics[key][statistic],
    }
  }
  const single = runMetrics.find((metric) => metricId(metric) === name)
  if (single === undefined) return null
  const { label, unit, better } = single
  return { label, unit, better, of: (run) => runValue(run, single) }
}
