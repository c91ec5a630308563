import { expect, test } from 'vitest'
import { readHead, requestFraming, responseFraming, withHost } from '../../../../../src/record/wire/message-head.ts'

const head = (text: string) => readHead(Buffer.from(text, 'latin1'))

test('only the value of Host changes, wherever the line stands and however it is written', () => {
  const rest = 'Authorization: Bearer host: x\r\nX-Odd:\tvalue \r\n\r\n'
  const text = `POST /v1/host:1 HTTP/1.1\r\nAccept: */*\r\nhOsT:127.0.0.1:8700\r\n${rest}`
  expect(withHost(Buffer.from(text, 'latin1'), 'api.test').toString('latin1')).toBe(
    `POST /v1/host:1 HTTP/1.1\r\nAccept: */*\r\nhOsT: api.test\r\n${rest}`,
  )
})

test('a field whose name ends like Host is not taken for it', () => {
  const text = 'GET / HTTP/1.1\r\nX-Host: a\r\nHost: a\r\n\r\n'
  expect(withHost(Buffer.from(text), 'api.test').toString()).toBe(
    'GET / HTTP/1.1\r\nX-Host: a\r\nHost: api.test\r\n\r\n',
  )
})

test('a length of several zeros is no body', () => {
  expect(requestFraming(head('POST / HTTP/1.1\r\ncontent-length: 00\r\n\r\n'))).toEqual({ kind: 'none' })
})

test('a head without Host stays as it is', () => {
  const bytes = Buffer.from('GET / HTTP/1.0\r\nx-host: a\r\n\r\n')
  expect(withHost(bytes, 'api.test')).toEqual(bytes)
})

test('an answer to HEAD has no body, whatever length it states', () => {
  const answer = head('HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n')
  expect(responseFraming(answer, true)).toEqual({ kind: 'none' })
  expect(responseFraming(answer, false)).toEqual({ kind: 'counted', bytes: 12 })
})
