import * as vega from 'vega'
import { expect, test } from 'vitest'
import { msAxisLabel } from '../../../../../reports/format-number.ts'
import { evaluate, formatTick } from '../../../../../src/report/draw/expression.ts'

const format = (
  vega as unknown as { defaultLocale(): { format(specifier: string): (value: number) => string } }
).defaultLocale().format
const values = [0, 1, -1, 0.5, 2.5, 10, 999.5, 1000, 12_345.678, -1234.5, 0.000123, 1e6, 7.25e8, 3e-9]

test.each(['~r', ',~r', 'd', ',d', '.1%', ',.2f', ',.0f', '.3~%'])('numbers by %s are those of d3', (specifier) => {
  for (const value of values) expect(formatTick(value, specifier), String(value)).toBe(format(specifier)(value))
})

test('a format that no axis uses is an error', () => {
  expect(() => formatTick(1, '~s')).toThrow(/format ~s/)
})

test('an expression sees its row, and formats', () => {
  expect(evaluate('datum.a > 1 ? datum.b : null', { a: 2, b: 'x' })).toBe('x')
  expect(evaluate(msAxisLabel, { value: 0.25 })).toBe('250 µs')
  expect(evaluate(msAxisLabel, { value: 2500 })).toBe('2.5 s')
})
