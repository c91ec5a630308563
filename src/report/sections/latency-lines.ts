import { distributionMetrics } from '../../metrics/definitions.ts'
import type { DistributionEntry, RunDocument } from '../../metrics/run-document.ts'
import { weakPercentiles } from '../../metrics/validity/judge-samples.ts'
import { metricId } from '../../metrics/figures/named-metric.ts'
import type { LatencyLine } from '../report-model.ts'

/** One line per distribution that was observed, in the order of the metrics table. */
export function latencyLines(document: RunDocument): readonly LatencyLine[] {
  return distributionMetrics.flatMap((metric) => {
    const entry = document.metrics[metric.key]
    if (entry.n === 0) return []
    const { n, mean, min, p50, p90, p95, p99, max } = entry
    const values = { n, effective: entry.effectiveSamples, mean, min, p50, p90, p95, p99, max }
    const unit = metric.unit === 'ns' ? 'ms' : metric.unit
    return [{ metric: metricId(metric), label: metric.label, unit, ...values, unsettled: unsettledOf(entry) }]
  })
}

/** Percentiles that rest on too few independent values; empty where those cannot be counted. */
export const unsettledOf = (entry: DistributionEntry): readonly string[] => weakPercentiles(entry)

/** The highest percentile that the run can carry, for headline figures. */
export function highestSettled(line: LatencyLine): {
  readonly name: 'p50' | 'p90' | 'p95' | 'p99'
  readonly value: number | null
} {
  const name = (['p99', 'p95', 'p90'] as const).find((candidate) => !line.unsettled.includes(candidate)) ?? 'p50'
  return { name, value: line[name] }
}
