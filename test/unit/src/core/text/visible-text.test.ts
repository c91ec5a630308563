import { expect, test } from 'vitest'
import { visibleText } from '../../../../../src/core/text/visible-text.ts'

test('control characters and lone surrogates become visible replacements', () => {
  expect(visibleText('a\u0000b\u001bc\ud800d')).toBe('a\ufffdb\ufffdc\ufffdd')
  expect(visibleText('tab\tline\nemoji 😀')).toBe('tab\tline\nemoji 😀')
})

test('bidirectional overrides are spelt out', () => {
  expect(visibleText('abc\u202egnp.exe')).toBe('abc\\u202egnp.exe')
})
