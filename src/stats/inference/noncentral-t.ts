import { normalCdf } from './normal.ts'

/**
 * P(T > t) of Student's noncentral t: T = (Z + delta) / sqrt(V / f), Z standard normal, V chi-squared of f. By its definition, as the mean of
 * P(Z > t sqrt(V / f) - delta) over the chi distribution of sqrt(V / f), Simpson's rule over eight spreads around its mode; absolute error
 * below 1e-6 for f >= 2.
 */
export function noncentralTAbove(t: number, freedom: number, delta: number): number {
  const spread = 1 / Math.sqrt(2 * freedom)
  const [from, to] = [Math.max(1e-9, 1 - 8 * spread), 1 + 8 * spread]
  const width = (to - from) / steps
  let weights = 0
  let sum = 0
  for (let i = 0; i <= steps; i++) {
    const s = from + i * width
    const simpson = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2
    // the density of sqrt(V / f) up to a factor, which the sum of weights takes out
    const weight = simpson * Math.exp((freedom - 1) * Math.log(s) - (freedom * (s * s - 1)) / 2)
    weights += weight
    sum += weight * (1 - normalCdf(t * s - delta))
  }
  return sum / weights
}

const steps = 400
