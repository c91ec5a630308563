import { distributionMetrics, runMetrics } from '../../metrics/definitions.ts'
import type { RunDocument } from '../../metrics/run-document.ts'
import type { MetricChange } from './comparison.ts'
import { metricId, runValue } from '../../metrics/figures/named-metric.ts'
import { hasSlo } from '../sections/figure-groups.ts'
import { unsettledOf } from '../sections/latency-lines.ts'

const statistics = ['mean', 'p50', 'p90', 'p95', 'p99'] as const
type Documents = readonly RunDocument[]

/** Every statistic of every metric that at least one of the runs has, in the order of the metrics table. */
export function compareMetrics(a: Documents, b: Documents): readonly MetricChange[] {
  return [...distributionChanges(a, b), ...runChanges(a, b)]
}

function distributionChanges(a: Documents, b: Documents): MetricChange[] {
  return distributionMetrics.flatMap((metric) => {
    const [before, after] = [a, b].map((side) => side.map((document) => document.metrics[metric.key])) as [M[], M[]]
    if ([...before, ...after].every(({ n }) => n === 0)) return []
    const unsettled = new Set([...before, ...after].flatMap(unsettledOf))
    const unit = metric.unit === 'ns' ? 'ms' : metric.unit
    const base = { metric: metricId(metric), label: metric.label, unit, better: metric.better, inferred: null }
    return statistics.map((statistic) => {
      const perRun = { a: before.map((run) => run[statistic]), b: after.map((run) => run[statistic]) }
      return { ...base, statistic, ...changeOfRuns(perRun, metric.better), weak: unsettled.has(statistic), perRun }
    })
  })
}
type M = RunDocument['metrics'][(typeof distributionMetrics)[number]['key']]

function runChanges(a: Documents, b: Documents): MetricChange[] {
  const slo = [...a, ...b].some(hasSlo)
  return runMetrics.flatMap((metric) => {
    if (metric.path[0] === 'goodput' && !slo) return []
    const perRun = { a: a.map((run) => runValue(run, metric)), b: b.map((run) => runValue(run, metric)) }
    if ([...perRun.a, ...perRun.b].every((value) => value === null)) return []
    const { label, unit, better } = metric
    const base = { metric: metricId(metric), label, statistic: null, unit, better, weak: false, inferred: null }
    return [{ ...base, ...changeOfRuns(perRun, better), perRun }]
  })
}

type Change = Pick<MetricChange, 'a' | 'b' | 'absolute' | 'relative' | 'direction'>

const changeOfRuns = ({ a, b }: MetricChange['perRun'], better: MetricChange['better']) =>
  changeOf(middleOf(a), middleOf(b), better)

/** Geometric mean, so that the ratio of two sides is the mean ratio of their pairs; of what was observed. */
export function middleOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  if (known.length < 2) return known[0] ?? null
  if (known.some((value) => value <= 0)) return known.reduce((sum, value) => sum + value, 0) / known.length
  return Math.exp(known.reduce((sum, value) => sum + Math.log(value), 0) / known.length)
}

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
