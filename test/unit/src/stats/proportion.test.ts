import { expect, test } from 'vitest'
import { seededRng } from '../../../../src/core/rng.ts'
import { wilsonInterval } from '../../../../src/stats/proportion.ts'

test('the interval is Wilson’s: 81 of 263 at 95 % is 0.2553 to 0.3662 (Newcombe, 1998)', () => {
  const { low, high } = wilsonInterval(81 / 263, 263, 1.959964)
  expect([low, high].map((bound) => Number(bound.toFixed(4)))).toEqual([0.2553, 0.3662])
})

test('nothing observed says nothing, and all of few is no certainty', () => {
  expect(wilsonInterval(0, 0, 2)).toEqual({ low: 0, high: 1 })
  expect(wilsonInterval(1, 10, 1.645).low).toBeCloseTo(10 / (10 + 1.645 ** 2), 6)
  expect(wilsonInterval(1, 10, 1.645).high).toBeCloseTo(1, 12)
})

test('of simulated samples the 90 % interval holds the true share about nine times in ten', () => {
  const rng = seededRng(5)
  let held = 0
  for (let i = 0; i < 2000; i++) {
    let good = 0
    for (let j = 0; j < 80; j++) if (rng.uniform() < 0.93) good++
    const { low, high } = wilsonInterval(good / 80, 80, 1.645)
    if (low <= 0.93 && 0.93 <= high) held++
  }
  expect(held / 2000).toBeGreaterThan(0.87)
  expect(held / 2000).toBeLessThan(0.95)
})
