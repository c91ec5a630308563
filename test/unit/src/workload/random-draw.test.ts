import { expect, test } from 'vitest'
import { seededRng } from '../../../../src/core/rng.ts'
import { exponential, gammaDraw, gaussian } from '../../../../src/workload/random-draw.ts'
import { ksCritical1Percent, ksDistance, mean, stuckRng } from '../../../helpers/draws.ts'

const draws = (n: number, draw: () => number) => Array.from({ length: n }, draw)

test.each([0.2, 0.9, 1, 2.5, 30])('gamma draws have mean and variance of their shape: %d', (shape) => {
  const rng = seededRng('gamma')
  const drawn = draws(200_000, () => gammaDraw(shape, rng))
  const m = mean(drawn)
  const variance = mean(drawn.map((x) => (x - m) ** 2))
  expect(Math.abs(m / shape - 1)).toBeLessThan(4 / Math.sqrt(shape * drawn.length))
  expect(Math.abs(variance / shape - 1)).toBeLessThan(4 * Math.sqrt((2 + 6 / shape) / drawn.length))
})

test.each([1, 2, 3])('gaussian draws are standard normal by a Kolmogorov-Smirnov test at 1 %% (seed %i)', (seed) => {
  const rng = seededRng(seed)
  const normal = (x: number) => 1 / (1 + Math.exp(-1.5976 * x - 0.07056 * x ** 3)) // Bowling 2009, error below 1.5e-4
  expect(
    ksDistance(
      draws(20_000, () => gaussian(rng)),
      normal,
    ),
  ).toBeLessThan(ksCritical1Percent(20_000))
})

test('an exponential draw is finite at both ends of the uniform', () => {
  expect(exponential(stuckRng(0))).toBe(0)
  expect(exponential(stuckRng(1 - 2 ** -53))).toBeCloseTo(36.7, 1)
})
