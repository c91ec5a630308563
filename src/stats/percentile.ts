/**
 * Percentiles by Hyndman and Fan's type 7 ("Sample Quantiles in Statistical Packages", The American Statistician 50(4),
 * 1996), the definition of R, NumPy and spreadsheets: with n sorted values x[0..n-1] and h = (n - 1) * share, the result is
 * x[floor h] + (h - floor h) * (x[floor h + 1] - x[floor h]). Always over raw values, never over histogram buckets.
 */

/** An ascending copy as numbers (not strings); the input stays as it was. NaN sorts last. */
export function sortAscending(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort()
}

/** The type-7 quantile at `share` (0..1) of values that are sorted already; null where there are none. */
export function percentile(sorted: Float64Array | Uint32Array, share: number): number | null {
  return percentileBy(sorted.length, (place) => sorted[place] as number, share)
}

/** The same of `length` values of which `at` tells that at a place in ascending order. */
export function percentileBy(length: number, at: (place: number) => number, share: number): number | null {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`percentile share: expected 0..1, got ${share}`)
  if (length === 0) return null
  const position = (length - 1) * share
  const below = Math.floor(position)
  const low = at(below)
  const high = at(Math.min(below + 1, length - 1))
  return low === high ? low : low + (position - below) * (high - low)
}
