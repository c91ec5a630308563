import { expect, test } from 'vitest'
import { count, digits, dollars, grouped, percent, seconds } from '../../../../../../src/cli/output/text/numbers.ts'

test.each([
  [0, '0'],
  [0.0123, '0.012'],
  [0.95, '0.95'],
  [3.4159, '3.42'],
  [48.04, '48.0'],
  [811.6, '812'],
  [12345.6, '12346'],
  [null, '-'],
  [Number.NaN, '-'],
])('digits(%s) is %s', (value, text) => expect(digits(value)).toBe(text))

test('thousands are separated where there is room for it', () => {
  expect([grouped(999), grouped(12345.6), count(1234567), count(null), grouped(null)]).toEqual([
    '999',
    '12,346',
    '1,234,567',
    '-',
    '-',
  ])
})

test('a share is 100 % or 0 % only when it is exactly that', () => {
  expect([1, 0.99999, 0.971, 0.0001, 0, null].map(percent)).toEqual([
    '100 %',
    '>99.9 %',
    '97.1 %',
    '<0.1 %',
    '0 %',
    '-',
  ])
})

test('money keeps the digits that matter', () => {
  expect([5.5556, 1.11, 0.33, 0.0042, 123.456, 0, null].map(dollars)).toEqual([
    '$5.556',
    '$1.110',
    '$0.330',
    '$0.0042',
    '$123.46',
    '$0.000',
    '-',
  ])
})

test('durations are said as people say them', () => {
  expect([0.85, 3.21, 59.9, 60, 125, 3720].map(seconds)).toEqual(['850 ms', '3.2 s', '59 s', '1m00s', '2m05s', '1h02m'])
})
