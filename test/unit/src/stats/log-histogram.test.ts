import { expect, test } from 'vitest'
import { logHistogram } from '../../../../src/stats/log-histogram.ts'

test('percentiles are those of the values within 0.1 %, over nine decades', () => {
  for (const scale of [1, 1e3, 1e6, 1e9]) {
    const histogram = logHistogram(1e13)
    for (let i = 1; i <= 1000; i++) histogram.add(i * scale)
    for (const share of [0.1, 0.5, 0.9, 0.99]) {
      const found = histogram.at(share) ?? Number.NaN
      expect(Math.abs(found / (1000 * share * scale) - 1)).toBeLessThan(0.001)
    }
    expect(histogram.at(1)).toBe(1000 * scale)
  }
})

test('without values there is no percentile, and a reset forgets them', () => {
  const histogram = logHistogram(1e9)
  expect(histogram.at(0.5)).toBeNull()
  histogram.add(5)
  histogram.reset()
  expect(histogram.at(1)).toBeNull()
})

test('values outside its range count as its ends', () => {
  const histogram = logHistogram(1000)
  for (const value of [-3, 0, 5000]) histogram.add(value)
  expect(histogram.at(1)).toBe(1000)
  expect(histogram.at(0.5)).toBeCloseTo(1, 2)
})
