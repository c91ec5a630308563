/**
 * How many independent observations a correlated series is worth. Requests of one run share queues, batches and caches, so
 * neighbours resemble each other and n requests say less than n independent ones would:
 * n_eff = n / tau, tau = 1 + 2 * sum of rho_k, rho_k the autocorrelation at lag k.
 * Summed over all lags the estimate is pure noise, so the sum stops by Geyer's initial positive sequence ("Practical Markov
 * Chain Monte Carlo", Statistical Science 7(4), 1992): pairs rho_2m + rho_2m+1 are added while they are positive.
 * The autocovariance divides by n, not n - k (the biased form), which keeps the sequence positive definite.
 * tau is at least 1: an alternating series could claim more than n observations, and no percentile should lean on that.
 */

export interface Autocorrelation {
  /** Integrated autocorrelation time in observations, at least 1; null for fewer than two values. */
  readonly tau: number | null
  /** n / tau. A constant series counts as independent: nothing is left to be uncertain about. */
  readonly effectiveSamples: number
}

/** tau and n_eff of a series in time order. Costs O(n * cut-off lag). */
export function autocorrelation(series: ArrayLike<number>): Autocorrelation {
  const n = series.length
  if (n < 2) return { tau: null, effectiveSamples: n }
  const centred = centre(series)
  const variance = autocovariance(centred, 0)
  if (!(variance > 0)) return { tau: 1, effectiveSamples: n }
  let pairs = 0
  for (let lag = 0; lag + 1 < n; lag += 2) {
    const pair = (autocovariance(centred, lag) + autocovariance(centred, lag + 1)) / variance
    if (pair <= 0) break
    pairs += pair
  }
  const tau = Math.max(1, 2 * pairs - 1) // rho_0 = 1 is in the first pair, hence 2 * sum - 1
  return { tau, effectiveSamples: n / tau }
}

// Around the first value first, so that a constant series is exactly zero whatever its digits.
function centre(series: ArrayLike<number>): Float64Array {
  const origin = series[0] as number
  const values = Float64Array.from(series, (value) => value - origin)
  let sum = 0
  for (const value of values) sum += value
  const mean = sum / values.length
  return values.map((value) => value - mean)
}

function autocovariance(centred: Float64Array, lag: number): number {
  let sum = 0
  for (let i = lag; i < centred.length; i++) sum += (centred[i] as number) * (centred[i - lag] as number)
  return sum / centred.length
}
