import { expect, test } from 'vitest'
import { describe, emptyDistribution, mean, scaleDistribution } from '../../../../src/stats/distribution.ts'

test('one outlier moves the mean and leaves the median', () => {
  const { n, mean, p50, min, max } = describe([100, 102, 100, 100, 99, 104, 110, 90, 3000, 95])
  expect({ n, mean, p50, min, max }).toEqual({ n: 10, mean: 390, p50: 100, min: 90, max: 3000 })
})

test('percentiles of 0..100 are their own numbers', () => {
  const values = Array.from({ length: 101 }, (_, i) => 100 - i)
  expect(describe(values)).toEqual({ n: 101, mean: 50, min: 0, max: 100, p50: 50, p90: 90, p95: 95, p99: 99 })
})

test('nothing observed is null, never 0', () => {
  expect(describe([])).toEqual(emptyDistribution)
  expect(scaleDistribution(emptyDistribution, 5)).toEqual(emptyDistribution)
  expect(mean([])).toBeNull()
})

test('another unit scales every statistic but the count', () => {
  expect(scaleDistribution(describe([2, 4]), 0.5)).toEqual({ ...describe([1, 2]), n: 2 })
})

test('the mean of close values at a large offset is exact', () => {
  expect(mean([2 ** 52 + 1, 2 ** 52 + 3])).toBe(2 ** 52 + 2)
})
