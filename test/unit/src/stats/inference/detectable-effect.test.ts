import { expect, test } from 'vitest'
import { seededRng } from '../../../../../src/core/rng.ts'
import { detectableEffect } from '../../../../../src/stats/inference/detectable-effect.ts'
import { meanSpread, noncentralTAbove } from '../../../../../src/stats/inference/noncentral-t.ts'
import { normalCdf, normalQuantile } from '../../../../../src/stats/inference/normal.ts'
import { pairedInference } from '../../../../../src/stats/inference/paired.ts'
import { gaussian } from '../../../../helpers/simulated-runs.ts'

test.each([
  [0, 0.5],
  [1, 0.8413447460685429],
  [-1.959963984540054, 0.025],
  [3, 0.9986501019683699],
  [-6, 9.865876450376946e-10],
])('the normal distribution function at %f is %f', (z, p) => {
  expect(normalCdf(z) / p).toBeCloseTo(1, 11)
})

test.each([
  // quantiles of Student's t (delta 0) as every table has them
  [2.7764451052, 4, 0, 0.025],
  [2.2621571628, 9, 0, 0.025],
  [12.7062047364, 1, 0, 0.025],
])('P(T > %f) with %d degrees of freedom and shift %f is %f', (t, freedom, delta, p) => {
  expect(noncentralTAbove(t, freedom, delta)).toBeCloseTo(p, freedom === 1 ? 2 : 5)
})

test('a paired t-test of 8 pairs has the power that simulation finds', () => {
  const rng = seededRng(11)
  const [pairs, delta, critical] = [8, 0.9, 2.365]
  let found = 0
  for (let i = 0; i < 4000; i++) {
    const d = Array.from({ length: pairs }, () => delta + gaussian(rng))
    const mean = d.reduce((sum, x) => sum + x, 0) / pairs
    const s = Math.sqrt(d.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (pairs - 1))
    if ((mean / s) * Math.sqrt(pairs) > critical) found++
  }
  expect(found / 4000).toBeCloseTo(noncentralTAbove(critical, pairs - 1, delta * Math.sqrt(pairs)), 1)
})

test.each([
  [0.025, -1.959963984540054],
  [0.5, 0],
  [0.9875, 2.241402727604945],
  [1e-9, -5.997807015007686],
])('a normal variable lies below its %f quantile %f', (p, z) => {
  expect(normalQuantile(p)).toBeCloseTo(z, 9)
})

test.each([
  [1, 0.7978845608],
  [4, 0.939985603],
  [9, 0.9726592741],
])('a standard deviation of %d degrees is %f of the true one on average', (freedom, c4) => {
  expect(meanSpread(freedom)).toBeCloseTo(c4, 9)
})

/**
 * A quick form of what `npm run study:stats` shows at length. Bounds move with a shift, so the shift that 80 of 100 comparisons find is the
 * quantile of how far the lower bound falls short where nothing is shifted.
 */
test.each([5, 6, 8, 11])(
  '%d pairs: the effect said to be detectable is on average within a tenth of the one that is',
  (pairs) => {
    const rng = seededRng(`detectable ${pairs}`)
    const found = Array.from({ length: 600 }, () => {
      const differences = Array.from({ length: 3 }, () => Array.from({ length: pairs }, () => 0.02 * gaussian(rng)))
      return pairedInference(differences, { alpha: 0.05, rng }).metrics
    }).flat()
    const shortfalls = found.map(({ low }) => -low).toSorted((a, b) => a - b)
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    const said = mean(found.slice(0, 240).map((metric) => detectableEffect(metric, pairs - 1) as number))
    const truth = shortfalls[Math.round(0.8 * shortfalls.length)] as number
    expect(said / truth).toBeGreaterThan(0.9)
    expect(said / truth).toBeLessThan(1.1)
  },
)

test('more power asks for a larger effect', () => {
  const bounds = { standardError: 0.01, criticalT: 2.5 }
  expect(detectableEffect(bounds, 7, 0.9)).toBeGreaterThan(detectableEffect(bounds, 7, 0.8) as number)
})

test('nothing is detectable where the test can call nothing different', () => {
  expect(detectableEffect({ standardError: 0.1, criticalT: Number.POSITIVE_INFINITY }, 4)).toBeNull()
  expect(detectableEffect({ standardError: 0.1, criticalT: 3 }, 0)).toBeNull()
  expect(detectableEffect({ standardError: 0, criticalT: 0 }, 4)).toBe(0)
})
