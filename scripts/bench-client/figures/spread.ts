import { percentile, sortAscending } from '../../../src/stats/percentile.ts'

/** What is told of many values. */
export interface Spread {
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
}

/** NaN throughout where there are no values, so that no bar holds by absence. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = sortAscending(values)
  const at = (share: number) => percentile(sorted, share) ?? Number.NaN
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) }
}

/** Standard deviation of the whole (not an estimate from a sample). */
export function deviation(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}
