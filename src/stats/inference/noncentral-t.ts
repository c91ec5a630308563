import { normalCdf } from './normal.ts'

/**
 * P(T > t) of Student's noncentral t: T = (Z + delta) / sqrt(V / f), Z standard normal, V chi-squared of f: by its definition, as the mean of
 * P(Z > t sqrt(V / f) - delta). Absolute error
 * below 1e-6 for f >= 2; with a quarter of the steps 1e-4 from f = 4 on.
 */
export function noncentralTAbove(t: number, freedom: number, delta: number, steps?: number): number {
  return overSpread(freedom, (s) => normalCdf(delta - t * s), steps)
}

/** The t that Student's t of `freedom` degrees exceeds with probability `upper`, at most one half. */
export function studentQuantile(upper: number, freedom: number): number {
  let [low, high] = [0, 1]
  while (noncentralTAbove(high, freedom, 0) > upper) high *= 2
  for (let i = 0; i < bisections; i++) {
    const middle = (low + high) / 2
    if (noncentralTAbove(middle, freedom, 0) > upper) low = middle
    else high = middle
  }
  return (low + high) / 2
}

const bisections = 40

/**
 * Mean of `value` over what a standard deviation of `freedom` degrees, divided by the true one, can be: s = sqrt(V / f). Simpson's rule over
 * eight spreads around its mode.
 */
export function overSpread(freedom: number, value: (s: number) => number, steps = 400): number {
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
    sum += weight * value(s)
  }
  return sum / weights
}

/**
 * What a standard deviation of `freedom` degrees is on average, as a share of the true one: sqrt(2 / f) gamma((f + 1) / 2) / gamma(f / 2),
 * 0.94 for 4 degrees (quality control's c4).
 */
export function meanSpread(freedom: number): number {
  // r(f) = gamma((f + 1) / 2) / gamma(f / 2) is f / 2 / r(f + 1)
  let ratio = 1 / Math.sqrt(Math.PI)
  for (let f = 1; f < freedom; f++) ratio = f / 2 / ratio
  return Math.sqrt(2 / freedom) * ratio
}
