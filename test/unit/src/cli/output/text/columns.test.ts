import { expect, test } from 'vitest'
import { layOut, visibleWidth, wrap } from '../../../../../../src/cli/output/text/columns.ts'

test('the first column is left-aligned, others right, and colours take no room', () => {
  expect(
    layOut([
      ['a', '1'],
      ['bcd', '\u001b[31m22\u001b[39m'],
    ]),
  ).toEqual(['a     1', 'bcd  \u001b[31m22\u001b[39m'])
})

test('further columns can be left-aligned, and no line ends in blanks', () => {
  expect(
    layOut(
      [
        ['a', 'x'],
        ['b', 'long'],
      ],
      { left: [1], indent: 2, gap: 1 },
    ),
  ).toEqual(['  a x', '  b long'])
})

test('a sentence breaks between words only, later lines hang', () => {
  expect(wrap('one two three four', 9, 2)).toEqual(['one two', '  three', '  four'])
  expect(wrap('unbreakably-long word', 5)).toEqual(['unbreakably-long', 'word'])
  expect(wrap('', 10)).toEqual([''])
})

test('a figure and its unit stay together', () => {
  expect(wrap('at most 34 % full', 10)).toEqual(['at most', '34 % full'])
  expect(wrap('p99 12 ms, then 3 seconds', 9)).toEqual(['p99', '12 ms,', 'then 3', 'seconds'])
})

test('width counts characters, not code units', () => {
  expect(visibleWidth('≤…🙂')).toBe(3)
})
