import { expect, test } from 'vitest'
import { percentile, sortAscending } from '../../../../src/stats/percentile.ts'

// Hyndman and Fan's type 7 as R's default: quantile(c(...), p).
test.each([
  [[1, 2, 3, 4], 0.5, 2.5],
  [[1, 2, 3, 4], 0.25, 1.75],
  [[15, 20, 35, 40, 50], 0.4, 29],
  [[0, 10], 0.99, 9.9],
  [[7], 0.99, 7],
  [[1, 2, 3], 0, 1],
  [[1, 2, 3], 1, 3],
])('of %j the quantile at %d is %d', (values, share, expected) => {
  expect(percentile(sortAscending(values), share)).toBeCloseTo(expected, 12)
})

test('nothing has no percentile', () => {
  expect(percentile(new Float64Array(0), 0.5)).toBeNull()
})

test('numbers are sorted as numbers, in a copy', () => {
  const values = [10, 9, 1]
  expect([...sortAscending(values)]).toEqual([1, 9, 10])
  expect(values).toEqual([10, 9, 1])
})

test.each([-0.01, 1.01, 50, Number.NaN])('a share of %d is refused', (share) => {
  expect(() => percentile(Float64Array.of(1), share)).toThrow(RangeError)
})

test('an infinite value among others does not turn its neighbours into NaN', () => {
  const sorted = Float64Array.of(1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)
  expect(percentile(sorted, 0.75)).toBe(Number.POSITIVE_INFINITY)
})
