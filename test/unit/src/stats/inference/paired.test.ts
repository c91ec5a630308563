import { expect, test } from 'vitest'
import { seededRng } from '../../../../../src/core/rng.ts'
import { pairedInference } from '../../../../../src/stats/inference/paired.ts'

const options = { alpha: 0.05, rng: seededRng(1) }

test('five pairs reach no two-sided level below 2 of 32, and their bounds are the extremes', () => {
  const { level, exact, arrangements, metrics } = pairedInference([[0.01, 0.03, 0.02, 0.05, 0.04]], options)
  expect({ level, exact, arrangements }).toEqual({ level: 2 / 32, exact: true, arrangements: 16 })
  expect(metrics[0]?.p).toBe(2 / 32)
  expect([metrics[0]?.low, metrics[0]?.high]).toEqual([0.01, 0.05])
})

test.each([
  [5, 2 / 32],
  [6, 4 / 64],
  [7, 6 / 128],
  [8, 12 / 256],
  [14, 820 / 16_384],
])('%d pairs use the attainable level nearest to 0.05', (pairs, level) => {
  const differences = Array.from({ length: pairs }, (_, k) => Math.sin(k))
  expect(pairedInference([differences], options).level).toBeCloseTo(level, 12)
})

test('Darwin’s 15 pairs of maize have the p of Fisher’s own count, 1,726 of 32,768', () => {
  // Fisher, The Design of Experiments (1935), section 21: differences in eighths of an inch
  const darwin = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
  const { exact, arrangements, metrics } = pairedInference([darwin], { ...options, draws: 40_000 })
  expect({ exact, arrangements }).toEqual({ exact: false, arrangements: 40_001 })
  expect(metrics[0]?.p).toBeCloseTo(1726 / 32_768, 2)
})

test('a metric that shares its pairs with others pays for being one of several', () => {
  const rng = seededRng(5)
  const draw = () => Array.from({ length: 8 }, () => rng.uniform() - 0.3)
  const metrics = Array.from({ length: 6 }, draw)
  const alone = pairedInference(metrics.slice(0, 1), options).metrics[0]
  const together = pairedInference(metrics, options).metrics[0]
  expect(together?.p).toBeGreaterThan(alone?.p as number)
  expect(together?.low).toBeLessThan(alone?.low as number)
  expect(together?.high).toBeGreaterThan(alone?.high as number)
  expect(together?.criticalT).toBeGreaterThan(alone?.criticalT as number)
  expect(together?.estimate).toBe(alone?.estimate)
})

test('a metric that never differs is bounded by 0, one that always differs by the same by that', () => {
  const { metrics } = pairedInference([Array(6).fill(0), Array(6).fill(0.25)], options)
  expect(metrics[0]).toMatchObject({ estimate: 0, standardError: 0, low: 0, high: 0, p: 1 })
  expect(metrics[1]).toMatchObject({ estimate: 0.25, low: 0.25, high: 0.25, p: 2 / 64 })
})

test('two pairs are bounded by themselves, at a level of one half', () => {
  const { level, metrics } = pairedInference([[0.1, 0.2]], options)
  expect(level).toBe(0.5)
  expect(metrics[0]?.low).toBeCloseTo(0.1, 12)
  expect(metrics[0]?.high).toBeCloseTo(0.2, 12)
  expect(pairedInference([[0.1]], options)).toMatchObject({ level: 1, arrangements: 1 })
})
