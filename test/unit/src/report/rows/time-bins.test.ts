import { expect, test } from 'vitest'
import { binOf, binSpan, timeBins } from '../../../../../src/report/rows/time-bins.ts'

test.each([
  [60, 60, 1, 60],
  [65, 60, 2, 33],
  [600, 60, 10, 60],
  [0.5, 60, 0.01, 50],
  [7.2, 5, 2, 4],
])('%d s in at most %d bins makes bins of %d s, %d of them', (endS, most, widthS, count) => {
  expect(timeBins(endS, most)).toEqual({ widthS, count, endS })
})

test('a rest shorter than half a bin belongs to the last one', () => {
  const bins = timeBins(820, 41) // 20 s each
  const rest = { ...bins, endS: 824 }
  expect(binSpan(rest, bins.count - 1)).toEqual({ fromS: 800, toS: 824, middleS: 812 })
  expect(binOf(rest, 823)).toBe(bins.count - 1)
})

test('instants beyond the ends fall into the outer bins', () => {
  const bins = timeBins(10, 10)
  expect([binOf(bins, -1), binOf(bins, 0), binOf(bins, 9.99), binOf(bins, 10), binOf(bins, 99)]).toEqual([
    0, 0, 9, 9, 9,
  ])
})

test('a run without length has one bin', () => {
  expect(timeBins(0, 60).count).toBe(1)
})
