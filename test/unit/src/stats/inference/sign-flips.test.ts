import { expect, test } from 'vitest'
import { seededRng } from '../../../../../src/core/rng.ts'
import { signFlips } from '../../../../../src/stats/inference/sign-flips.ts'

const drawing = { rng: seededRng(1) }
const powersOfTwo = (pairs: number) => Array.from({ length: pairs }, (_, k) => 2 ** k)

test('every sign pattern but the one seen and mirror images is listed once', () => {
  for (const pairs of [1, 2, 5, 10, 14]) {
    const { exact, total, counts, sums } = signFlips(pairs, drawing)
    expect({ exact, total }).toEqual({ exact: true, total: 2 ** (pairs - 1) })
    // the sum of flipped powers of two is the pattern itself
    const patterns = [...sums(powersOfTwo(pairs))]
    expect(patterns).toHaveLength(total - 1)
    const seen = new Set(patterns)
    expect(seen.size).toBe(total - 1)
    expect(seen.has(0)).toBe(false)
    expect(patterns.filter((pattern) => seen.has(2 ** pairs - 1 - pattern))).toEqual([])
    for (const [r, pattern] of patterns.entries())
      expect(counts[r]).toBe(pattern.toString(2).replaceAll('0', '').length)
  }
})

test('pairs that are not given add nothing, so that the first pairs can be weighed under the flips of all', () => {
  for (const pairs of [6, 16]) {
    const { sums } = signFlips(pairs, drawing)
    expect([...sums([1, 2, 4])]).toEqual([...sums([1, 2, 4, ...Array<number>(pairs - 3).fill(0)])])
  }
})

test('drawn patterns are fair coins, and more pairs carry the same patterns on', () => {
  const draws = 4000
  const [fewer, more] = [15, 18].map((pairs) => signFlips(pairs, { rng: seededRng('looks'), draws }))
  expect(fewer).toMatchObject({ exact: false, total: draws + 1 })
  const first = powersOfTwo(15)
  expect([...(more as NonNullable<typeof more>).sums(first)]).toEqual([
    ...(fewer as NonNullable<typeof fewer>).sums(first),
  ])
  const mean = (fewer as NonNullable<typeof fewer>).counts.reduce((sum, count) => sum + count, 0) / draws
  expect(mean).toBeGreaterThan(7.5 - 5 * Math.sqrt(15 / 4 / draws))
  expect(mean).toBeLessThan(7.5 + 5 * Math.sqrt(15 / 4 / draws))
})
