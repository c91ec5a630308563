import { expect, test } from 'vitest'
import { seededRng } from '../../../../../src/core/rng.ts'
import { gammaArrivals } from '../../../../../src/workload/arrivals/gamma.ts'
import {
  coefficientOfVariation,
  gapsOf,
  ksCritical1Percent,
  ksDistance,
  mean,
  take,
} from '../../../../helpers/draws.ts'

const gaps = (cv: number, seed: number, n: number) =>
  gapsOf(take(gammaArrivals(5, cv, seededRng(seed)), n)).map((ns) => ns / 1e9)

test.each([0.05, 0.3, 0.7, 1, 2, 4])('gaps have the mean and the coefficient of variation asked for: %d', (cv) => {
  const drawn = gaps(cv, 11, 200_000)
  expect(Math.abs(mean(drawn) * 5 - 1)).toBeLessThan((4 * cv) / Math.sqrt(drawn.length))
  // the standard error of a coefficient of variation grows with the kurtosis, 3 + 6 cv^2
  expect(Math.abs(coefficientOfVariation(drawn) / cv - 1)).toBeLessThan(
    4 * Math.sqrt((0.5 + 2 * cv ** 2) / drawn.length),
  )
})

test.each([1, 2, 3])('cv 1 is a Poisson process by a Kolmogorov-Smirnov test at 1 %% (seed %i)', (seed) => {
  expect(ksDistance(gaps(1, seed, 20_000), (s) => 1 - Math.exp(-5 * s))).toBeLessThan(ksCritical1Percent(20_000))
})

test.each([1, 2, 3])('cv 0.5 has Erlang gaps of shape 4 (seed %i)', (seed) => {
  const erlang4 = (s: number) => {
    const x = 20 * s // shape 4, mean 1/5
    return 1 - Math.exp(-x) * (1 + x + x ** 2 / 2 + x ** 3 / 6)
  }
  expect(ksDistance(gaps(0.5, seed, 20_000), erlang4)).toBeLessThan(ksCritical1Percent(20_000))
})

test.each([1, 2, 3])('cv sqrt(2) has chi-square gaps of one degree of freedom (seed %i)', (seed) => {
  // shape 1/2: the square of a normal; P(X < x) = erf(sqrt(x / 2)) with mean 1
  const cdf = (s: number) => erf(Math.sqrt((5 * s) / 2))
  expect(ksDistance(gaps(Math.SQRT2, seed, 20_000), cdf)).toBeLessThan(ksCritical1Percent(20_000))
})

test('extreme burstiness neither hangs nor goes back nor loses its mean', () => {
  const drawn = gaps(13, 5, 400_000)
  expect(drawn.every((gap) => gap >= 0 && Number.isFinite(gap))).toBe(true)
  expect(mean(drawn) * 5).toBeGreaterThan(0.9)
  expect(mean(drawn) * 5).toBeLessThan(1.1)
})

test('the same seed gives the same arrivals', () => {
  expect(gaps(3, 1, 1000)).toEqual(gaps(3, 1, 1000))
  expect(gaps(3, 1, 1000)).not.toEqual(gaps(3, 2, 1000))
})

/** Abramowitz and Stegun 7.1.26, absolute error below 1.5e-7. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * x)
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  return 1 - poly * Math.exp(-x * x)
}
