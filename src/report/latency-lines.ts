import { distributionMetrics } from '../metrics/definitions.ts'
import type { DistributionEntry, RunDocument } from '../metrics/run-document.ts'
import { metricId } from './definition-lines.ts'
import type { LatencyLine } from './report-model.ts'

/** Independent values a percentile needs before it is worth reading (DESIGN section 3). */
const neededSamples = { p90: 64, p95: 130, p99: 662 } as const

/** One line per distribution that was observed, in the order of the metrics table. */
export function latencyLines(document: RunDocument): readonly LatencyLine[] {
  return distributionMetrics.flatMap((metric) => {
    const entry = document.metrics[metric.key]
    if (entry === undefined || entry.n === 0) return []
    const { n, mean, min, p50, p90, p95, p99, max } = entry
    const unit = metric.unit === 'ns' ? 'ms' : metric.unit
    return [
      {
        metric: metricId(metric),
        label: metric.label,
        unit,
        n,
        mean,
        min,
        p50,
        p90,
        p95,
        p99,
        max,
        unsettled: unsettledOf(entry),
      },
    ]
  })
}

/** Percentiles that rest on too few independent values; empty where those cannot be counted. */
export function unsettledOf({ effectiveSamples }: Pick<DistributionEntry, 'effectiveSamples'>): readonly string[] {
  if (effectiveSamples === null) return []
  return Object.entries(neededSamples).flatMap(([name, needed]) => (effectiveSamples < needed ? [name] : []))
}

/** The highest percentile that the run can carry, for headline figures. */
export function highestSettled(line: LatencyLine): {
  readonly name: 'p50' | 'p90' | 'p95' | 'p99'
  readonly value: number | null
} {
  const name = (['p99', 'p95', 'p90'] as const).find((candidate) => !line.unsettled.includes(candidate)) ?? 'p50'
  return { name, value: line[name] }
}
