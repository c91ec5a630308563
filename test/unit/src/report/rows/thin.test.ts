import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ordinal, thin } from '../../../../../src/report/rows/thin.ts'

const size = (value: number) => value

test('what fits is left alone and no rule is stated', () => {
  expect(thin([3, 1, 2], 3, size, 'values')).toEqual({ kept: [3, 1, 2], rule: null })
})

test('thinning keeps the order, the bound and the largest value', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, min: 0, max: 1e9 }), { minLength: 101, maxLength: 2000 }),
      (values) => {
        const { kept } = thin(values, 100, size, 'values')
        expect(kept.length).toBeLessThanOrEqual(100)
        expect(kept).toContain(Math.max(...values))
        const places = kept.map((value) => values.indexOf(value))
        if (new Set(values).size === values.length) expect(places).toEqual([...places].sort((a, b) => a - b))
      },
    ),
  )
})

test('the rule is stated in words with its numbers', () => {
  const values = Array.from({ length: 5000 }, (_, i) => (i * 7919) % 5000)
  const { kept, rule } = thin(values, 1000, size, 'requests')
  expect(rule).toBe(`${kept.length} of 5,000 requests are drawn: every 6th, and the 50 largest.`)
})

test('ordinals', () => {
  expect([1, 2, 3, 4, 11, 12, 13, 21, 102, 113].map(ordinal)).toEqual([
    '1st',
    '2nd',
    '3rd',
    '4th',
    '11th',
    '12th',
    '13th',
    '21st',
    '102nd',
    '113th',
  ])
})
