import { expect, test } from 'vitest'
import { parseListen, parseUpstream, proxyUrl } from '../../../../src/record/addresses.ts'

test.each([
  ['127.0.0.1:8700', '127.0.0.1', 8700],
  ['[::1]:80', '::1', 80],
  [':0', '127.0.0.1', 0],
  ['8700', '127.0.0.1', 8700],
  ['0.0.0.0:65535', '0.0.0.0', 65_535],
])('--listen %s is %s port %i', (text, host, port) => expect(parseListen(text)).toEqual({ host, port }))

test.each(['', 'localhost', 'a:b', '127.0.0.1:65536', '::1:80x'])('--listen %j is refused', (text) => {
  expect(() => parseListen(text)).toThrow(`--listen: expected HOST:PORT, got ${JSON.stringify(text)}`)
})

test('clients find the paths of the upstream behind the proxy', () => {
  const to = parseUpstream('https://openrouter.test/api/v1/')
  expect(proxyUrl({ host: '0.0.0.0', port: 0 }, 8700, to)).toBe('http://127.0.0.1:8700/api/v1')
  expect(proxyUrl({ host: '::1', port: 0 }, 1, to)).toBe('http://[::1]:1/api/v1')
})

test.each(['localhost:8000', 'ftp://a', 'not a url', ''])('--to %j is refused', (text) => {
  expect(() => parseUpstream(text)).toThrow('--to: expected a URL of http or https')
})

test('--to with credentials is refused: they would be printed', () => {
  expect(() => parseUpstream('http://user:secret@host/v1')).toThrow('without a user name')
})
