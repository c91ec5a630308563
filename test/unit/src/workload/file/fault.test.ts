import { expect, test } from 'vitest'
import { expectation, showPath, showValue } from '../../../../../src/workload/file/fault.ts'

test.each([
  [undefined, 'nothing'],
  [null, 'nothing'],
  [[], 'an empty list'],
  [[1], 'a list'],
  [{}, 'an empty mapping'],
  [{ a: 1 }, 'a mapping'],
  ['200', '"200"'],
  ['a "b"\n', '"a \\"b\\"\\n"'],
  [200, '200'],
  [false, 'false'],
  [Number.NaN, 'NaN'],
])('%j is shown as %s', (value, shown) => {
  expect(showValue(value)).toBe(shown)
})

test('a long text is cut', () => {
  const shown = showValue('x'.repeat(1_000_000))
  expect(shown).toBe(`"${'x'.repeat(55)}..."`)
  expect(shown.length).toBeLessThanOrEqual(60)
})

test('an expectation and a path read as they are printed', () => {
  expect(expectation('a duration such as 200ms', 200)).toBe('expected a duration such as 200ms, got 200')
  expect(showPath(['requests', 'classes', 0, 'slo'])).toBe('requests.classes.0.slo')
})
