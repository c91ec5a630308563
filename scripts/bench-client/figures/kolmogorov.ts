/**
 * The Kolmogorov-Smirnov test of one sample against a known distribution. The statistic is D * (sqrt n + 0.12 + 0.11 / sqrt n)
 * (M. A. Stephens, "EDF Statistics for Goodness of Fit", JASA 69, 1974), whose 1 % point is 1.628 for every n.
 */
export const kolmogorovOnePercent = 1.628

/** The statistic; larger is worse. */
export function kolmogorov(values: readonly number[], cdf: (value: number) => number): number {
  const sorted = Float64Array.from(values).sort()
  const n = sorted.length
  const distance = sorted.reduce((worst, value, i) => {
    const expected = cdf(value)
    return Math.max(worst, (i + 1) / n - expected, expected - i / n)
  }, 0)
  return distance * (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n))
}

/**
 * Distribution function of the gamma distribution with mean 1: the regularised lower incomplete gamma function
 * P(shape, shape * x), by its series (DLMF 8.11.4), which converges for every argument.
 */
export function gammaCdf(shape: number, x: number): number {
  if (x <= 0) return 0
  const z = shape * x
  let term = 1 / shape
  let sum = term
  for (let k = 1; term > sum * 1e-15; k++) {
    term *= z / (shape + k)
    sum += term
  }
  return Math.min(1, sum * Math.exp(shape * Math.log(z) - z - logGamma(shape)))
}

/** ln of the gamma function for positive arguments: Stirling's series (DLMF 5.11.1) above 8, the recurrence below. */
function logGamma(x: number): number {
  if (x < 8) return logGamma(x + 1) - Math.log(x)
  const r = 1 / (x * x)
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + (1 / 12 - r * (1 / 360 - r / 1260)) / x
}
