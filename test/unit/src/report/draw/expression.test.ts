import { expect, test } from 'vitest'
import { msAxisLabel } from '../../../../../reports/format-number.ts'
import { evaluate } from '../../../../../src/report/draw/expression.ts'

test.each([
  ['datum.a > 1 ? datum.b : null', { a: 2, b: 'x' }, 'x'],
  ["datum.a > 1 && datum.b > 0 || datum.c === 'y'", { a: 0, b: 1, c: 'y' }, true],
  ['1 + datum.a * 2 - 6 / 3', { a: 5 }, 9],
  ['-(datum.a + 1) * 2', { a: 1 }, -4],
  ['10 - 3 - 2', {}, 5],
  ["{'1':'all','0.5':'p50'}[toString(datum.value)] || ''", { value: 0.5 }, 'p50'],
  ["{'1':'all'}[toString(datum.value)] || ''", { value: 0.25 }, ''],
  ["(datum.value > 0 ? '+' : '') + format(datum.value * 100, '~r') + ' %'", { value: 0.5 }, '+50 %'],
  ['datum.missing === null', { missing: null }, true],
  [msAxisLabel, { value: 0.25 }, '250 µs'],
  [msAxisLabel, { value: 2500 }, '2.5 s'],
])('%s', (text, datum, value) => {
  expect(evaluate(text, datum)).toBe(value)
})

test.each(['datum.', 'datum.a +', 'process.exit()', '(1', '1 2', 'datum.a; 1', "'open"])(
  'what is no expression of a spec is an error: %s',
  (text) => {
    expect(() => evaluate(text, { a: 1 })).toThrow(/^expression /)
  },
)
