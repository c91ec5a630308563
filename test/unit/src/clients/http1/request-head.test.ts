import { expect, test } from 'vitest'
import { requestWriter } from '../../../../../src/clients/http1/request-head.ts'

const written = (url: string, headers: Record<string, string> = {}, body = Buffer.alloc(42)) =>
  requestWriter(new URL(url), headers)('/chat/completions', body)
const head = (url: string, headers: Record<string, string> = {}) =>
  Buffer.concat(written(url, headers)).toString('latin1').replace(/\0+$/, '')

test('a head names host, path below the base, and length', () => {
  const text = head('http://example.com:8000/v1/')
  expect(text).toMatch(/^POST \/v1\/chat\/completions HTTP\/1\.1\r\nhost: example\.com:8000\r\n/)
  expect(text).toMatch(/\r\ncontent-length: 42\r\n\r\n$/)
  expect(text).toContain('\r\ncontent-type: application/json\r\n')
})

test('a short body is written together with its head, a long one is not copied', () => {
  expect(written('http://h/v1')).toHaveLength(1)
  expect(written('http://h/v1', { 'x-name': 'é' }, Buffer.from('{"a":1}'))[0]?.toString('latin1')).toMatch(
    /\r\nx-name: é\r\ncontent-length: 7\r\n\r\n\{"a":1\}$/,
  )
  const long = Buffer.alloc(100_000)
  expect(written('http://h/v1', {}, long)[1]).toBe(long)
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
