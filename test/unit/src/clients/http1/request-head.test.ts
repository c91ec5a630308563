import { expect, test } from 'vitest'
import { headWriter } from '../../../../../src/clients/http1/request-head.ts'

const head = (url: string, headers: Record<string, string> = {}) =>
  headWriter(new URL(url), headers)('/chat/completions', 42).toString('latin1')

test('a head names host, path below the base, and length', () => {
  const text = head('http://example.com:8000/v1/')
  expect(text).toMatch(/^POST \/v1\/chat\/completions HTTP\/1\.1\r\nhost: example\.com:8000\r\n/)
  expect(text).toMatch(/\r\ncontent-length: 42\r\n\r\n$/)
  expect(text).toContain('\r\ncontent-type: application/json\r\n')
})

test('the caller’s headers replace ours whatever their case', () => {
  const text = head('http://h/v1', { Authorization: 'Bearer k', 'User-Agent': 'mine' })
  expect(text).toContain('\r\nauthorization: Bearer k\r\n')
  expect(text.match(/user-agent/g)).toHaveLength(1)
  expect(text).toContain('user-agent: mine')
})

test.each([
  ['a line break', { a: 'x\r\nhost: evil' }],
  ['a character beyond Latin-1', { a: '漢' }],
  ['a name with a space', { 'a b': 'x' }],
])('%s in a header is refused', (_, headers) => {
  expect(() => head('http://h/v1', headers as unknown as Record<string, string>)).toThrow(/target\.headers/)
})
