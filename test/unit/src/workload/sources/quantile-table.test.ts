import { expect, test } from 'vitest'
import { quantileAt } from '../../../../../src/workload/sources/quantile-table.ts'

test.each([
  [0, 10],
  [0.25, 55],
  [0.5, 100],
  [0.75, 550],
  [1, 1000],
])('share %d of a table of three points is %d', (share, value) => {
  expect(
    quantileAt(
      [
        [0, 10],
        [0.5, 100],
        [1, 1000],
      ],
      share,
    ),
  ).toBe(value)
})

test('outside its points a table stays at its ends', () => {
  expect(
    quantileAt(
      [
        [0.1, 10],
        [0.9, 20],
      ],
      0,
    ),
  ).toBe(10)
  expect(
    quantileAt(
      [
        [0.1, 10],
        [0.9, 20],
      ],
      1,
    ),
  ).toBe(20)
  expect(quantileAt([[0.5, 7]], 0.99)).toBe(7)
})
