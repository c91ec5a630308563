import { expect, test } from 'vitest'
import { seededRng } from '../../../../../src/core/rng.ts'
import { poissonArrivals } from '../../../../../src/workload/arrivals/poisson.ts'
import {
  coefficientOfVariation,
  gapsOf,
  ksCritical1Percent,
  ksDistance,
  mean,
  take,
} from '../../../../helpers/draws.ts'

const n = 20_000
const arrivals = (seed: number, ratePerSecond: number) => take(poissonArrivals(ratePerSecond, seededRng(seed)), n)

test.each([0.1, 4, 500])('the mean rate is the one asked for: %d/s', (ratePerSecond) => {
  const achieved = n / ((arrivals(1, ratePerSecond).at(-1) as number) / 1e9)
  expect(achieved / ratePerSecond).toBeCloseTo(1, 1)
  expect(Math.abs(achieved / ratePerSecond - 1)).toBeLessThan(4 / Math.sqrt(n))
})

test.each([1, 2, 3, 4, 5])('gaps are exponential by a Kolmogorov-Smirnov test at 1 %% (seed %i)', (seed) => {
  const distance = ksDistance(gapsOf(arrivals(seed, 4)), (ns) => 1 - Math.exp(-4 * (ns / 1e9)))
  expect(distance).toBeLessThan(ksCritical1Percent(n))
})

test('the test would notice even gaps and a rate that is 5 % off', () => {
  const even = Array.from({ length: n }, () => 0.25e9)
  const cdf = (ns: number) => 1 - Math.exp(-4 * (ns / 1e9))
  expect(ksDistance(even, cdf)).toBeGreaterThan(ksCritical1Percent(n))
  expect(ksDistance(gapsOf(arrivals(1, 4.2)), cdf)).toBeGreaterThan(ksCritical1Percent(n))
})

test('counts per second have the variance of their mean, and neighbouring gaps do not correlate', () => {
  const instants = arrivals(7, 4)
  const counts = Array<number>(Math.floor((instants.at(-1) as number) / 1e9)).fill(0)
  for (const at of instants) {
    const second = Math.floor(at / 1e9)
    if (second < counts.length) counts[second] = (counts[second] as number) + 1
  }
  const m = mean(counts)
  expect(mean(counts.map((count) => (count - m) ** 2)) / m).toBeCloseTo(1, 1)
  const gaps = gapsOf(instants)
  const g = mean(gaps)
  const covariance = mean(gaps.slice(1).map((gap, i) => (gap - g) * ((gaps[i] as number) - g)))
  expect(Math.abs(covariance / g ** 2)).toBeLessThan(4 / Math.sqrt(n))
  expect(coefficientOfVariation(gaps)).toBeCloseTo(1, 1)
})

test('the same seed gives the same arrivals, another seed others, and none go back', () => {
  expect(arrivals(3, 4)).toEqual(arrivals(3, 4))
  expect(arrivals(3, 4)).not.toEqual(arrivals(4, 4))
  expect(gapsOf(arrivals(3, 4)).every((gap) => gap >= 0)).toBe(true)
})

test('another rate is the same process on another time scale', () => {
  const [slow, fast] = [arrivals(3, 1), arrivals(3, 8)]
  expect(slow.every((at, i) => Math.abs(at / 8 - (fast[i] as number)) <= 1)).toBe(true)
})
