import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nthSmallest } from '../../../../../src/stats/inference/nth-smallest.ts'

const value = fc.oneof(
  fc.double({ noNaN: true }),
  fc.integer({ min: 0, max: 3 }),
  fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
)

test('the value at a place is that of the sorted list, equal and infinite ones among them', () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), fc.nat(59), (list, nat) => {
      const values = Float64Array.from(list, (x) => x + 0)
      const place = nat % values.length
      expect(nthSmallest(values, place)).toBe(values.toSorted()[place])
      expect([...values]).toEqual(list.map((x) => x + 0))
    }),
  )
})

test('there is nothing at a place beyond the ends', () => {
  expect([-1, 2, Number.NaN].map((place) => nthSmallest(Float64Array.of(1, 2), place))).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})
