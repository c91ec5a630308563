import { expect, test } from 'vitest'
import { openNamed, tokenizerNamed } from '../../../../../src/clients/tokenizers/named-tokenizer.ts'

test('an encoding goes by its name, a file by its path', () => {
  expect(tokenizerNamed('--tokenizer', 'o200k_base', '/here')).toEqual({ kind: 'tiktoken', encoding: 'o200k_base' })
  expect(tokenizerNamed('--tokenizer', 'tokenizer.json', '/here')).toEqual({
    kind: 'file',
    path: '/here/tokenizer.json',
  })
  expect(tokenizerNamed('--tokenizer', './my/tokens', '/here')).toEqual({ kind: 'file', path: '/here/my/tokens' })
})

test('what can be neither is told with all names there are', () => {
  expect(() => tokenizerNamed('--tokenizer', 'gpt-4o', '/here')).toThrow(
    '--tokenizer: expected cl100k_base, o200k_base, p50k_base, r50k_base, gpt2 or the path of a tokenizer.json, got "gpt-4o"',
  )
})

test('both open as tokenizers that say which they are', async () => {
  const fixture = new URL('../../../../fixtures/words-tokenizer.json', import.meta.url).pathname
  expect((await openNamed({ kind: 'file', path: fixture })).name).toBe('file:words-tokenizer.json')
  expect((await openNamed({ kind: 'tiktoken', encoding: 'gpt2' })).name).toBe('gpt2')
  await expect(openNamed({ kind: 'file', path: '/nowhere/tokenizer.json' })).rejects.toThrow('no such file')
})
