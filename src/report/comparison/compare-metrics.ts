import { distributionMetrics, runMetrics } from '../../metrics/definitions.ts'
import type { RunDocument } from '../../metrics/run-document.ts'
import type { MetricChange } from './comparison.ts'
import { metricId } from '../sections/definition-lines.ts'
import { hasSlo, runValue } from '../sections/figure-groups.ts'
import { unsettledOf } from '../sections/latency-lines.ts'

const statistics = ['mean', 'p50', 'p90', 'p95', 'p99'] as const

/** Every statistic of every metric that at least one of the runs has, in the order of the metrics table. */
export function compareMetrics(a: RunDocument, b: RunDocument): readonly MetricChange[] {
  return [...distributionChanges(a, b), ...runChanges(a, b)]
}

function distributionChanges(a: RunDocument, b: RunDocument): MetricChange[] {
  return distributionMetrics.flatMap((metric) => {
    const before = a.metrics[metric.key]
    const after = b.metrics[metric.key]
    if (before.n === 0 && after.n === 0) return []
    const unsettled = new Set([...unsettledOf(before), ...unsettledOf(after)])
    const unit = metric.unit === 'ns' ? 'ms' : metric.unit
    const base = { metric: metricId(metric), label: metric.label, unit, better: metric.better }
    return statistics.map((statistic) => {
      const change = changeOf(before[statistic], after[statistic], metric.better)
      return { ...base, statistic, ...change, weak: unsettled.has(statistic) }
    })
  })
}

function runChanges(a: RunDocument, b: RunDocument): MetricChange[] {
  const slo = hasSlo(a) || hasSlo(b)
  return runMetrics.flatMap((metric) => {
    if (metric.path[0] === 'goodput' && !slo) return []
    const before = runValue(a, metric)
    const after = runValue(b, metric)
    if (before === null && after === null) return []
    const { label, unit, better } = metric
    return [
      {
        metric: metricId(metric),
        label,
        statistic: null,
        unit,
        better,
        ...changeOf(before, after, better),
        weak: false,
      },
    ]
  })
}

type Change = Pick<MetricChange, 'a' | 'b' | 'absolute' | 'relative' | 'direction'>

const relativeTo = (a: number, absolute: number) => (a === 0 ? null : absolute / a)

/** Less than half a percent apart reads as the same: no run resolves that. */
const sameShare = 0.005

/** The difference of two figures and which way it goes. */
export function changeOf(a: number | null, b: number | null, better: 'lower' | 'higher'): Change {
  if (a === null || b === null) return { a, b, absolute: null, relative: null, direction: 'unknown' }
  const absolute = b - a
  if (Math.abs(absolute) <= sameShare * Math.abs(a))
    return { a, b, absolute, relative: relativeTo(a, absolute), direction: 'same' }
  const improved = better === 'lower' ? absolute < 0 : absolute > 0
  return { a, b, absolute, relative: relativeTo(a, absolute), direction: improved ? 'better' : 'worse' }
}
