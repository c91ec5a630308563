import { BlockRanks } from './lists/block-ranks.ts'
import type { Block, Sorted } from './lists/compact-list.ts'
import { percentile, percentileBy, sortAscending } from './percentile.ts'

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
  return describeBy(sorted.length, mean(sorted), (share) => percentile(sorted, share))
}

/** The same of values in blocks, each of which is put in order where it is: takes no memory for a copy. */
export function describeBlocks(blocks: readonly Block[]): Distribution {
  const ranks = new BlockRanks(blocks)
  // Parts of a value sum up to it: as many of them as there are cancel out.
  const average = blocks.reduce((sum, { values }) => sum + (mean(values) ?? 0) * (values.length / ranks.length), 0)
  return describeBy(ranks.length, average, (each) => percentileBy(ranks.length, (place) => ranks.at(place), each))
}

function describeBy(n: number, average: number | null, at: (share: number) => number | null): Distribution {
  if (n === 0) return emptyDistribution
  return {
    ...{ n, mean: average, min: at(0), max: at(1) },
    ...{ p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99) },
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
