import { expect, test } from 'vitest'
import { seededRng } from '../../../../../src/core/rng.ts'
import { detectableEffect } from '../../../../../src/stats/inference/detectable-effect.ts'
import { noncentralTAbove } from '../../../../../src/stats/inference/noncentral-t.ts'
import { normalCdf } from '../../../../../src/stats/inference/normal.ts'
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

test('an effect of the size said to be detectable is found in 80 of 100 comparisons', () => {
  const [pairs, spread] = [8, 0.02]
  const rng = seededRng(12)
  const compare = (effect: number) =>
    pairedInference(
      Array.from({ length: 3 }, (_, j) =>
        Array.from({ length: pairs }, () => (j === 0 ? effect : 0) + spread * gaussian(rng)),
      ),
      { alpha: 0.05, rng },
    ).metrics[0] as ReturnType<typeof pairedInference>['metrics'][number]
  const said = Array.from({ length: 200 }, () => detectableEffect(compare(0), pairs - 1) as number)
  const effect = said.toSorted((a, b) => a - b)[100] as number
  const found = Array.from({ length: 300 }, () => compare(effect)).filter(({ low }) => low > 0).length
  expect(found / 300).toBeGreaterThan(0.7)
  expect(found / 300).toBeLessThan(0.9)
})

test('nothing is detectable where the test can call nothing different', () => {
  expect(detectableEffect({ standardError: 0.1, criticalT: Number.POSITIVE_INFINITY }, 4)).toBeNull()
  expect(detectableEffect({ standardError: 0.1, criticalT: 3 }, 0)).toBeNull()
  expect(detectableEffect({ standardError: 0, criticalT: 3 }, 4)).toBe(0)
})
