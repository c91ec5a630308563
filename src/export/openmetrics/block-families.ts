import { MS_PER_S } from '../../core/units.ts'
import { type DistributionId, distributionMetrics, metrics } from '../../metrics/definitions.ts'
import type { DistributionEntry } from '../../metrics/run-document.ts'
import { snakeCase } from '../tables/column.ts'
import type { MetricFamily, Sample } from './metric-family.ts'
import { rateFamilies } from './rate-families.ts'
import { gauges, sample, type Subject } from './subject.ts'

/** What runs and classes have alike: distributions, rates, counts. */
export function blockFamilies(prefix: string, subjects: readonly Subject[]): readonly MetricFamily[] {
  return [
    ...distributionFamilies(prefix, subjects),
    ...rateFamilies(prefix, subjects),
    gauges(`${prefix}_requests`, null, 'Measured requests by how they ended.', subjects.flatMap(byEnd)),
    gauges(`${prefix}_failed_requests`, null, 'Failed requests by kind.', subjects.flatMap(byFailure)),
    gauges(`${prefix}_tokens`, null, 'Tokens of completed requests.', subjects.flatMap(tokens)),
    gauges(
      `${prefix}_cached_tokens`,
      null,
      'Prompt tokens that the server took from a prefix cache.',
      subjects.flatMap((subject) => sample(subject, subject.block.tokens.cached)),
    ),
  ]
}

function distributionFamilies(prefix: string, subjects: readonly Subject[]): MetricFamily[] {
  const observed = (of: (entry: DistributionEntry) => number | null) =>
    subjects.flatMap((subject) =>
      distributionMetrics.flatMap(({ key }) => sample(subject, of(subject.block.metrics[key]), { metric: idOf(key) })),
    )
  return [
    ...distributionMetrics.map((metric): MetricFamily => {
      const unit = metric.unit === 'ns' ? 'seconds' : 'tokens_per_second'
      const scale = metric.unit === 'ns' ? MS_PER_S : 1
      return {
        ...{ name: `${prefix}_${idOf(metric.key)}_${unit}`, type: 'summary', unit },
        help: `${metric.meaning}: ${metric.formula}.`,
        samples: subjects.flatMap((subject) => summary(subject, subject.block.metrics[metric.key], scale)),
      }
    }),
    gauges(
      `${prefix}_unobserved`,
      null,
      'Requests of which a metric could not be observed.',
      observed((e) => e.unobserved),
    ),
    gauges(
      `${prefix}_effective_samples`,
      null,
      'Independent values that the series of a metric is worth.',
      observed((entry) => entry.effectiveSamples),
    ),
  ]
}

/** `ttftMs` is of `ttft`. */
const idOf = (key: string) =>
  snakeCase((Object.keys(metrics) as DistributionId[]).find((id) => metrics[id].key === key) as string)

const quantiles = { 0: 'min', 0.5: 'p50', 0.9: 'p90', 0.95: 'p95', 0.99: 'p99', 1: 'max' } as const

/** The sum is the mean times the count, for a document keeps no sum. */
function summary(subject: Subject, entry: DistributionEntry, scale: number): Sample[] {
  const { labels, atS } = subject
  const points = Object.entries(quantiles).flatMap(([quantile, key]) => {
    const value = entry[key]
    return sample(subject, value === null ? null : value / scale, { quantile })
  })
  const sum = ((entry.mean ?? 0) * entry.n) / scale
  return [...points, { suffix: '_sum', labels, value: sum, atS }, { suffix: '_count', labels, value: entry.n, atS }]
}

function byEnd(subject: Subject): Sample[] {
  const { completed, failed, cancelled, notSent } = subject.block.requests
  return Object.entries({ completed, failed, cancelled, not_sent: notSent }).flatMap(([end, count]) =>
    sample(subject, count, { end }),
  )
}

const byFailure = (subject: Subject): Sample[] =>
  Object.entries(subject.block.requests.failures).flatMap(([kind, count]) => sample(subject, count, { kind }))

const tokens = (subject: Subject): Sample[] =>
  (['input', 'output'] as const).flatMap((direction) => sample(subject, subject.block.tokens[direction], { direction }))
