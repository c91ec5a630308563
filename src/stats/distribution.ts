import type { Sorted } from './lists/compact-list.ts'
import { percentile, sortAscending } from './percentile.ts'

/** What is reported of a sample, in the unit of its values. Nothing observed: `n` is 0 and all else is null, never 0. */
export interface Distribution {
  readonly n: number
  readonly mean: number | null
  readonly min: number | null
  readonly max: number | null
  readonly p50: number | null
  readonly p90: number | null
  readonly p95: number | null
  readonly p99: number | null
}

/** The statistics of every distribution, in the order they are shown. */
export const distributionKeys = ['n', 'mean', 'min', 'max', 'p50', 'p90', 'p95', 'p99'] as const

export const emptyDistribution: Distribution = {
  n: 0,
  mean: null,
  min: null,
  max: null,
  p50: null,
  p90: null,
  p95: null,
  p99: null,
}

/** Mean, extremes and type-7 percentiles of raw values in any order; sorts a copy once. */
export function describe(values: ArrayLike<number>): Distribution {
  return describeSorted(sortAscending(values))
}

/** The same of values that are ascending already. */
export function describeSorted(sorted: Sorted): Distribution {
  if (sorted.length === 0) return emptyDistribution
  return {
    n: sorted.length,
    mean: mean(sorted),
    min: percentile(sorted, 0),
    max: percentile(sorted, 1),
    p50: percentile(sorted, 0.5),
    p90: percentile(sorted, 0.9),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
  }
}

/** The same distribution in another unit: every statistic but the count times `factor` (> 0). */
export function scaleDistribution(distribution: Distribution, factor: number): Distribution {
  const scaled = (value: number | null) => (value === null ? null : value * factor)
  const { n, mean, min, max, p50, p90, p95, p99 } = distribution
  return {
    n,
    mean: scaled(mean),
    min: scaled(min),
    max: scaled(max),
    p50: scaled(p50),
    p90: scaled(p90),
    p95: scaled(p95),
    p99: scaled(p99),
  }
}

/** Arithmetic mean, summed around the first value so that large offsets cost no digits; null of nothing. */
export function mean(values: ArrayLike<number>): number | null {
  if (values.length === 0) return null
  const origin = values[0] as number
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += (values[i] as number) - origin
  return origin + sum / values.length
}
