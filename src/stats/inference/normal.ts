/**
 * The standard normal distribution function, by the continued fraction of the upper tail (Lentz) beyond 2.5 and the series of the error
 * function below; relative error under 1e-13 (Abramowitz & Stegun 26.2.10, 26.2.14).
 */
export function normalCdf(z: number): number {
  const size = Math.abs(z)
  const upper = size > 2.5 ? tail(size) : 0.5 - series(size)
  return z > 0 ? 1 - upper : upper
}

const density = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)

/** Integral of the density from 0 to z. */
function series(z: number): number {
  let term = z
  let sum = z
  for (let k = 1; Math.abs(term) > 1e-17 * sum; k++) {
    term *= (z * z) / (2 * k + 1)
    sum += term
  }
  return density(z) * sum
}

/** density / (z + 1/(z + 2/(z + 3/(z + ...)))), from the inside out. */
function tail(z: number): number {
  let fraction = z
  for (let k = 120; k >= 1; k--) fraction = z + k / fraction
  return density(z) / fraction
}

/** The z below which a normal variable lies with probability `p`, by bisection of its distribution function to 1e-13; infinite at 0 and 1. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`normal quantile: expected 0..1, got ${p}`)
  if (p === 0 || p === 1) return p === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (p > 0.5) return -normalQuantile(1 - p) // the lower tail keeps its digits
  let [low, high] = [-40, 0]
  for (let i = 0; i < bisections; i++) {
    const middle = (low + high) / 2
    if (normalCdf(middle) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

const bisections = 50
