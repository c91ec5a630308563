import { distributionMetrics, runMetrics } from '../../metrics/definitions.ts'
import type { RunDocument } from '../../metrics/run-document.ts'
import { metricId } from '../sections/definition-lines.ts'
import { runValue } from '../sections/figure-groups.ts'

const statistics = ['mean', 'p50', 'p90', 'p95', 'p99'] as const

/** A figure that every run has one of, and how to find it. */
export interface NamedMetric {
  readonly label: string
  readonly unit: string
  readonly better: 'lower' | 'higher'
  of(document: RunDocument): number | null
}

/** `ttft.p50`, `outputTokensPerS`; null where nothing is called so. */
export function metricNamed(name: string): NamedMetric | null {
  const [id, ending] = name.split('.')
  const statistic = statistics.find((known) => known === ending)
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
