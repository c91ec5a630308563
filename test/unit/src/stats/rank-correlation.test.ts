import { expect, test } from 'vitest'
import { rankCorrelation } from '../../../../src/stats/rank-correlation.ts'

test('ranks that rise together correlate fully, whatever the values', () => {
  expect(rankCorrelation([1, 2, 30, 400], [5, 50, 51, 10_000])).toBeCloseTo(1)
  expect(rankCorrelation([1, 2, 3], [9, 5, -2])).toBeCloseTo(-1)
})

test('equal values share the mean of their ranks', () => {
  // ranks 0.5 0.5 2 3 and 0 1 2.5 2.5: Pearson's is 4 / 4.5
  expect(rankCorrelation([7, 7, 8, 9], [1, 2, 5, 5])).toBeCloseTo(4 / 4.5)
})

test('there is none where a side is all the same, or where there is one pair', () => {
  expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeNull()
  expect(rankCorrelation([1], [2])).toBeNull()
  expect(rankCorrelation([], [])).toBeNull()
})
