/**
 * Has a series settled? Geweke's diagnostic ("Evaluating the Accuracy of Sampling-Based Approaches", 1992): the mean of an
 * early part and of a late part of a settled series differ by noise only, z = difference / standard error.
 * Adapted to latencies in three ways: on ranks, so that a few huge values decide nothing (as in Vehtari et al., "Rank-
 * normalization, folding, and localization", 2021); the standard error counts independent values only (n_eff); and the
 * correlation is taken from the late part with its straight line removed, because an unsettled start would itself read as
 * correlation and hide what it should reveal.
 */
import { autocorrelation } from './autocorrelation.ts'
import { percentile, sortAscending } from './percentile.ts'

export interface Drift {
  /** Standard errors between the early and the late part; positive: the early part is higher. */
  readonly z: number
  readonly earlyMedian: number
  readonly lateMedian: number
}

// Geweke compares the first tenth with the last half; a fifth leaves enough requests of a short run in the early part.
const earlyShare = 0.2
const lateShare = 0.5
const leastValues = 40

/** Compares the first fifth of a series with its last half; null for fewer than 40 values or a constant series. */
export function drift(series: Float64Array): Drift | null {
  const n = series.length
  if (n < leastValues) return null
  const ranks = rank(series)
  const early = ranks.subarray(0, Math.floor(n * earlyShare))
  const late = ranks.subarray(n - Math.floor(n * lateShare))
  const residuals = withoutLine(late)
  const { tau } = autocorrelation(residuals)
  const error = Math.sqrt(varianceOf(residuals) * (tau ?? 1) * (1 / early.length + 1 / late.length))
  const between = meanOf(early) - meanOf(late)
  if (between === 0) return null
  const medianOf = (part: Float64Array) => percentile(sortAscending(part), 0.5) as number
  return {
    z: error > 0 ? between / error : Math.sign(between) * Number.POSITIVE_INFINITY,
    earlyMedian: medianOf(series.subarray(0, early.length)),
    lateMedian: medianOf(series.subarray(n - late.length)),
  }
}

/** Ranks from 1; equal values share the mean of their ranks. */
function rank(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number))
  const ranks = new Float64Array(values.length)
  for (let from = 0; from < order.length; ) {
    let to = from + 1
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to++
    for (let i = from; i < to; i++) ranks[order[i] as number] = (from + 1 + to) / 2
    from = to
  }
  return ranks
}

/** What is left of a series after its least-squares line. */
function withoutLine(values: Float64Array): Float64Array {
  const middle = (values.length - 1) / 2
  const level = meanOf(values)
  let covariance = 0
  let spread = 0
  for (let i = 0; i < values.length; i++) {
    covariance += (i - middle) * ((values[i] as number) - level)
    spread += (i - middle) ** 2
  }
  const slope = spread > 0 ? covariance / spread : 0
  return values.map((value, i) => value - level - slope * (i - middle))
}

function meanOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

function varianceOf(values: Float64Array): number {
  const level = meanOf(values)
  let sum = 0
  for (const value of values) sum += (value - level) ** 2
  return sum / (values.length - 1)
}
