import { expect, test } from 'vitest'
import { seededRng } from '../../../../src/core/rng.ts'
import { mserTruncation } from '../../../../src/stats/mser.ts'

const noise = (seed: number) => {
  const rng = seededRng(seed)
  return () => rng.uniform() + rng.uniform() + rng.uniform() - 1.5 // sd 0.5
}
/** `n` values around 10, the first `start` of them higher by `excess`, which fades linearly. */
const series = (n: number, start: number, excess: number, seed = 1) => {
  const draw = noise(seed)
  return Array.from({ length: n }, (_, i) => 10 + draw() + (i < start ? excess * (1 - i / start) : 0))
}

test('a start that is higher and fades is cut where it has faded, give or take a little', () => {
  for (let seed = 0; seed < 20; seed++) {
    const found = mserTruncation(series(1000, 200, 20, seed))
    expect(found?.settled).toBe(true)
    expect(found?.cut).toBeGreaterThanOrEqual(150)
    expect(found?.cut).toBeLessThanOrEqual(300)
  }
})

test('of series that are settled from the start little is cut', () => {
  const cuts = Array.from({ length: 100 }, (_, seed) => mserTruncation(series(1000, 0, 0, seed))?.cut as number)
  expect(cuts.filter((cut) => cut <= 100).length).toBeGreaterThanOrEqual(85)
  const mean = cuts.reduce((sum, cut) => sum + cut, 0) / cuts.length
  expect(mean).toBeLessThan(70)
})

test('a series that climbs to its end has not settled, and no more than half of it is cut', () => {
  const draw = noise(3)
  const climbing = Array.from({ length: 1000 }, (_, i) => i / 10 + draw())
  expect(mserTruncation(climbing)).toEqual({ cut: 500, settled: false })
})

test('large offsets change nothing', () => {
  const plain = series(400, 100, 10)
  expect(mserTruncation(plain.map((value) => value + 1e9))?.cut).toBe(mserTruncation(plain)?.cut)
})

test('fewer than fifty values are too few, a constant series needs no cut', () => {
  expect(mserTruncation(series(49, 0, 0))).toBeNull()
  expect(mserTruncation(Array(60).fill(4))).toEqual({ cut: 0, settled: true })
})
