import { expect, test } from 'vitest'
import { seededRng } from '../../../../../src/core/rng.ts'
import { describe } from '../../../../../src/stats/distribution.ts'
import { drawPause } from '../../../../../src/workload/pauses/draw-pause.ts'
import type { PausePlan } from '../../../../../src/workload/run-plan.ts'

const s = 1e9
const draws = (plan: PausePlan) => {
  const rng = seededRng(3)
  return describe(Array.from({ length: 40_000 }, () => drawPause(plan, rng) / s))
}

test('a fixed pause is always the same', () => {
  expect(draws({ kind: 'fixed', ns: 2 * s })).toMatchObject({ min: 2, max: 2 })
})

test('exponential pauses have their mean, and a median of ln 2 of it', () => {
  const { mean, p50, p90, min } = draws({ kind: 'exponential', meanNs: 2 * s, maxNs: null })
  expect(mean).toBeCloseTo(2, 1)
  expect(p50).toBeCloseTo(2 * Math.log(2), 1)
  expect(Math.abs((p90 ?? 0) - 2 * Math.log(10))).toBeLessThan(0.12)
  expect(min).toBeGreaterThanOrEqual(0)
})

test('lognormal pauses have their median and spread, and longer ones become the maximum', () => {
  const { p50, p90 } = draws({ kind: 'lognormal', medianNs: 5 * s, sigma: 0.5, maxNs: null })
  expect(Math.abs((p50 ?? 0) / 5 - 1)).toBeLessThan(0.02)
  expect(Math.abs((p90 ?? 0) / (5 * Math.exp(0.5 * 1.2816)) - 1)).toBeLessThan(0.03)
  expect(draws({ kind: 'lognormal', medianNs: 5 * s, sigma: 0.5, maxNs: 6 * s })).toMatchObject({ max: 6, p99: 6 })
})

test('uniform pauses lie evenly between their bounds', () => {
  const { min, max, p50, mean } = draws({ kind: 'uniform', minNs: s, maxNs: 3 * s })
  expect(min).toBeGreaterThanOrEqual(1)
  expect(max).toBeLessThanOrEqual(3)
  expect(p50).toBeCloseTo(2, 1)
  expect(mean).toBeCloseTo(2, 1)
})

test('pauses by quantiles have those', () => {
  const points = [
    [0, s],
    [0.5, 4 * s],
    [0.9, 30 * s],
    [1, 300 * s],
  ] as const
  const rng = seededRng(5)
  const drawn = Array.from({ length: 40_000 }, () => drawPause({ kind: 'quantiles', points }, rng))
  for (const [share, ns] of points)
    expect(drawn.filter((pause) => pause <= ns).length / drawn.length).toBeCloseTo(share, 2)
})
