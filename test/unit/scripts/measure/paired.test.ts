import { expect, test } from 'vitest'
import { paired, turned, verdict } from '../../../../scripts/measure/paired.ts'
import { seededRng } from '../../../../src/core/rng.ts'

test('the median of differences has an interval from ten rounds on, and the middle half beside it', () => {
  const of = (count: number) => paired(Array.from({ length: count }, (_, i) => i / 10))
  expect(of(9)).toMatchObject({ rounds: 9, median: 0.4, interval: null })
  const { median, interval, quartiles } = of(21)
  expect([median, ...quartiles]).toEqual([1, 0.5, 1.5])
  expect(interval?.low).toBeCloseTo(1 - 0.359, 2)
  expect(interval?.high).toBeCloseTo(1 + 0.359, 2)
})

test('a bar holds or fails only where the whole interval is on one side of it', () => {
  expect(verdict({ interval: { low: -0.2, high: 0.9 } }, 1)).toBe('holds')
  expect(verdict({ interval: { low: 1.1, high: 3 } }, 1)).toBe('fails')
  expect(verdict({ interval: { low: 0.4, high: 1.2 } }, 1)).toBe('open')
  expect(verdict({ interval: null }, 1)).toBe('open')
})

test('what disturbs both of a pair, and rounds that are disturbed on one side, move the verdict little', () => {
  const rng = seededRng(5)
  let wrong = 0
  for (let study = 0; study < 200; study++) {
    const differences = Array.from({ length: 20 }, () => {
      const disturbed = rng.uniform() < 0.2 ? 5 * (rng.uniform() - 0.5) : 0
      return 0.1 + 0.2 * (rng.uniform() - 0.5) + disturbed
    })
    if (verdict(paired(differences), 1) !== 'holds') wrong++
  }
  expect(wrong).toBe(0)
})

test('every condition takes every place equally often', () => {
  const orders = [0, 1, 2, 3, 4, 5].map((round) => turned(['a', 'b', 'c'], round).join(''))
  expect(orders).toEqual(['abc', 'bca', 'cab', 'abc', 'bca', 'cab'])
})
