import * as vega from 'vega'
import { expect, test } from 'vitest'
import { formatTick } from '../../../../../src/report/draw/tick-format.ts'

interface Locale {
  format(specifier: string): (value: number) => string
}
const { format } = (vega as unknown as { defaultLocale(): Locale }).defaultLocale()
const values = [0, 1, -1, 0.5, 2.5, 10, 999.5, 1000, 12_345.678, -1234.5, 0.000123, 1e6, 7.25e8, 3e-9]

test.each(['~r', ',~r', 'd', ',d', '.1%', ',.2f', ',.0f', '.3~%'])(
  'numbers by %s are those of the live axes',
  (specifier) => {
    for (const value of values) expect(formatTick(value, specifier), String(value)).toBe(format(specifier)(value))
  },
)

test('a format that no axis uses is an error', () => {
  expect(() => formatTick(1, '~s')).toThrow(/format ~s/)
})
