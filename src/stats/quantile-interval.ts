import { percentile } from './percentile.ts'

/**
 * A distribution-free interval of a quantile: the order statistics between which it lies. The number of values below the true quantile
 * is binomial (n, share), here by its normal approximation with as many independent values as a correlated series is worth.
 */
export interface QuantileInterval {
  readonly low: number
  readonly high: number
}

// The normal approximation of a binomial holds from about five expected on either side.
const leastExpected = 5

/** Bounds of the quantile at `share` of sorted values worth `independent` ones; null where too few lie on one side of it. */
export function quantileInterval(
  sorted: Float64Array,
  share: number,
  independent: number,
  z: number,
): QuantileInterval | null {
  if (independent * Math.min(share, 1 - share) < leastExpected) return null
  const spread = z * Math.sqrt((share * (1 - share)) / independent)
  const at = (place: number) => percentile(sorted, Math.min(1, Math.max(0, place))) as number
  return { low: at(share - spread), high: at(share + spread) }
}
