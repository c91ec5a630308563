import { expect, test } from 'vitest'
import { seededRng } from '../../../../src/core/rng.ts'

const draws = (rng: { uniform(): number }, n: number) => Array.from({ length: n }, () => rng.uniform())

test('the same seed gives the same numbers, another seed others', () => {
  expect(draws(seededRng(7), 5)).toEqual(draws(seededRng(7), 5))
  expect(draws(seededRng(7), 5)).not.toEqual(draws(seededRng(8), 5))
})

test('a fork depends on its label alone, not on how much was drawn before', () => {
  const drained = seededRng(7)
  draws(drained, 100)
  expect(draws(drained.fork('lengths'), 5)).toEqual(draws(seededRng(7).fork('lengths'), 5))
  expect(draws(seededRng(7).fork('a'), 5)).not.toEqual(draws(seededRng(7).fork('b'), 5))
})

test('uniform numbers fill [0, 1) evenly: 100,000 draws in 20 bins pass a chi-square test at p = 1e-4', () => {
  const bins = new Array<number>(20).fill(0)
  const rng = seededRng('chi')
  for (let i = 0; i < 100_000; i++) bins[Math.floor(rng.uniform() * 20)]! += 1
  const chi2 = bins.reduce((sum, n) => sum + (n - 5000) ** 2 / 5000, 0)
  expect(chi2).toBeLessThan(50.8) // 19 degrees of freedom, upper 1e-4 point
  expect(chi2).toBeGreaterThan(4.3) // a generator that is too even is no generator either (lower 1e-4 point)
})

test('200,000 forks of one generator all start differently', () => {
  const root = seededRng(1)
  const first = new Set<number>()
  for (let i = 0; i < 200_000; i++) first.add(root.fork(i).uniform())
  expect(first.size).toBe(200_000)
})

test('below stays below its bound and reaches both ends', () => {
  const rng = seededRng(3)
  const seen = new Set(Array.from({ length: 1000 }, () => rng.below(7)))
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6])
})
