import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describe } from '../../src/stats/distribution.ts'
import { percentile, sortAscending } from '../../src/stats/percentile.ts'

const values = fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 200 })
const share = fc.double({ min: 0, max: 1, noNaN: true })

/** Type 7 as its paper states it, with order statistics counted from 1: h = (n - 1) p + 1, then interpolate. */
function byDefinition(sample: readonly number[], p: number): number {
  const x = [...sample].sort((a, b) => a - b)
  const h = (x.length - 1) * p + 1
  const orderStatistic = (k: number) => x[Math.min(x.length, Math.max(1, k)) - 1] as number
  return (
    orderStatistic(Math.floor(h)) +
    (h - Math.floor(h)) * (orderStatistic(Math.floor(h) + 1) - orderStatistic(Math.floor(h)))
  )
}

test('percentiles are those of the definition', () => {
  fc.assert(
    fc.property(values, share, (sample, p) => {
      expect(percentile(sortAscending(sample), p)).toBeCloseTo(byDefinition(sample, p), 3)
    }),
  )
})

test('percentiles never fall as the share grows and stay within the sample', () => {
  fc.assert(
    fc.property(values, share, share, (sample, p, q) => {
      const sorted = sortAscending(sample)
      const [low, high] = [percentile(sorted, Math.min(p, q)) as number, percentile(sorted, Math.max(p, q)) as number]
      expect(low).toBeLessThanOrEqual(high)
      expect(low).toBeGreaterThanOrEqual(sorted[0] as number)
      expect(high).toBeLessThanOrEqual(sorted.at(-1) as number)
    }),
  )
})

test('a summary does not depend on the order of its values', () => {
  fc.assert(
    fc.property(values, (sample) => {
      expect(describe(sample.toReversed())).toEqual(describe(sample))
    }),
  )
})
