import { expect, test } from 'vitest'
import { seededRng } from '../../../../src/core/rng.ts'
import { autocorrelation } from '../../../../src/stats/autocorrelation.ts'
import { autoregressive, mean } from '../../../helpers/series.ts'

test('a series short enough for pencil and paper has the tau of the formula', () => {
  // Mean 3, centred -2 -1 0 1 2, variance sum 10; lag 1: 2+0+0+2 = 4; lag 2: 0-1+0 = -1; lag 3: -2-2 = -4.
  // rho: 1, 0.4, -0.1, -0.4; first pair 1.4 > 0, second -0.5: stop. tau = 2 * 1.4 - 1 = 1.8.
  const { tau, effectiveSamples } = autocorrelation([1, 2, 3, 4, 5])
  expect(tau).toBeCloseTo(1.8, 12)
  expect(effectiveSamples).toBeCloseTo(5 / 1.8, 12)
})

test('an alternating series never counts for more than its length', () => {
  expect(autocorrelation([1, -1, 1, -1, 1, -1])).toEqual({ tau: 1, effectiveSamples: 6 })
})

test.each([0.1, 1e-30, 3e9])('a constant series of %d counts as independent', (value) => {
  expect(autocorrelation(new Array(50).fill(value))).toEqual({ tau: 1, effectiveSamples: 50 })
})

test('fewer than two values have no autocorrelation', () => {
  expect(autocorrelation([])).toEqual({ tau: null, effectiveSamples: 0 })
  expect(autocorrelation([5])).toEqual({ tau: null, effectiveSamples: 1 })
})

// AR(1) with coefficient phi has rho_k = phi^k, so tau = (1 + phi) / (1 - phi).
test.each([0, 0.5, 0.8])('an AR(1) series with coefficient %d has the tau of theory', (phi) => {
  const taus = Array.from(
    { length: 40 },
    (_, run) => autocorrelation(autoregressive(seededRng(run), 4000, phi)).tau as number,
  )
  const expected = (1 + phi) / (1 - phi)
  expect(mean(taus) / expected).toBeGreaterThan(0.93)
  expect(mean(taus) / expected).toBeLessThan(1.07)
})
