import { describe, expect, test } from 'vitest'
import { BodyLog } from '../../../../../src/clients/body-log.ts'
import { ResponseReader } from '../../../../../src/clients/http1/response-reader.ts'

const crlf = (text: string) => Buffer.from(text.replaceAll('\n', '\r\n'))

/** Feeds pieces, one a microsecond; the state after the last, the body and its reads. */
function read(...pieces: readonly (Buffer | string)[]) {
  const log = new BodyLog()
  const reader = new ResponseReader(log)
  let state: string = 'more'
  for (const [i, piece] of pieces.entries()) {
    if (state !== 'more') break
    const bytes = Buffer.from(piece)
    state = reader.feed(bytes, bytes.length, 1000 * (i + 1))
  }
  const { body, readEnds, readAt } = log.take()
  return { state, reader, text: Buffer.from(body).toString(), ends: [...readEnds], at: [...readAt] }
}

const counted = crlf('HTTP/1.1 200 OK\ncontent-length: 5\n\n')
const chunked = crlf('HTTP/1.1 200 OK\ntransfer-encoding: chunked\n\n')

test('a counted body ends with its last byte', () => {
  expect(read(Buffer.concat([counted, Buffer.from('hello')]))).toMatchObject({
    state: 'done',
    text: 'hello',
    ends: [5],
    at: [1000],
  })
  expect(read(counted, 'he', 'llo')).toMatchObject({ state: 'done', text: 'hello', ends: [2, 5], at: [2000, 3000] })
})

test('bytes after a counted body are surplus', () => {
  expect(read(counted, 'hello!').reader.surplus).toBe(true)
  expect(read(counted, 'hello').reader.surplus).toBe(false)
})

test('chunks are joined; sizes in any case, extensions and trailers are passed over', () => {
  const answer = read(chunked, crlf('3;name="x y"\nabc\n0A ; q\n0123456789\n0\nx-trailer: 1\nexpires: never\n\n'))
  expect(answer).toMatchObject({ state: 'done', text: 'abc0123456789', ends: [13] })
  expect(answer.reader.surplus).toBe(false)
})

test('an empty trailer ends the body', () => {
  expect(read(chunked, crlf('1\na\n0\n\n'))).toMatchObject({ state: 'done', text: 'a' })
})

test('bare line feeds are tolerated', () => {
  expect(read('HTTP/1.1 200 OK\ntransfer-encoding: chunked\n\n1\na\n0\n\n')).toMatchObject({ state: 'done', text: 'a' })
})

test('a body without framing ends with the connection', () => {
  const answer = read(crlf('HTTP/1.0 200 OK\ncontent-type: text/event-stream\n\nabc'), 'def')
  expect(answer).toMatchObject({ state: 'more', text: 'abcdef', ends: [3, 6] })
  expect(answer.reader.end()).toBe('done')
  expect(answer.reader.head?.keepAlive).toBe(false)
})

test('the end of the connection inside a framed body is not the end of the answer', () => {
  expect(read(counted, 'he').reader.end()).toBe('more')
  expect(read(chunked, crlf('3\nabc\n')).reader.end()).toBe('more')
  expect(read('HTTP/1.1 200').reader.end()).toBe('more')
})

test('informational responses are skipped', () => {
  const answer = read(
    crlf('HTTP/1.1 100 Continue\n\nHTTP/1.1 103 Early Hints\nlink: x\n\n'),
    Buffer.concat([counted, Buffer.from('hello')]),
  )
  expect(answer).toMatchObject({ state: 'done', text: 'hello' })
  expect([answer.reader.head?.status, answer.reader.headersAt]).toEqual([200, 2000])
})

test.each([204, 304])('status %i has no body', (status) => {
  expect(read(crlf(`HTTP/1.1 ${status} x\n\n`)).state).toBe('done')
})

test('an empty body is complete with its headers', () => {
  expect(read(crlf('HTTP/1.1 200 OK\ncontent-length: 0\n\n'))).toMatchObject({ state: 'done', text: '' })
})

test('what the head says is kept', () => {
  const { head } = read(
    crlf(
      'HTTP/1.1 429 Slow\nContent-Type: application/json\nRetry-After: 3\nKeep-Alive: timeout=5, max=9\ncontent-length: 1\n\n',
    ),
  ).reader
  expect(head).toMatchObject({
    status: 429,
    contentType: 'application/json',
    retryAfter: '3',
    idleSeconds: 5,
    keepAlive: true,
  })
  expect(read(crlf('HTTP/1.1 200 OK\nconnection: close\ncontent-length: 1\n\n')).reader.head?.keepAlive).toBe(false)
  expect(read(crlf('HTTP/1.0 200 OK\nconnection: keep-alive\ncontent-length: 1\n\n')).reader.head?.keepAlive).toBe(true)
})

describe('what is not HTTP is malformed, with a quote', () => {
  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n', 'expected an HTTP response, got "SSH-2.0-OpenSSH_9.6"'],
    ['HTTP/2', 'HTTP/2 200\r\n\r\n', 'expected an HTTP response, got "HTTP/2 200"'],
    ['no status', 'HTTP/1.1 abc\r\n\r\n', 'expected an HTTP status line, got "HTTP/1.1 abc"'],
    ['a line without a colon', 'HTTP/1.1 200 OK\r\nnonsense\r\n\r\n', 'expected a header field, got "nonsense"'],
    ['a length that is none', 'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n', 'expected a content-length, got "-1"'],
    [
      'two lengths',
      'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
      'expected a content-length, got "1, 2"',
    ],
  ])('%s', (_, text, fault) => {
    const answer = read(text)
    expect([answer.state, answer.reader.fault]).toEqual(['malformed', fault])
  })

  test.each([
    ['no size', 'zz\r\n', 'expected a chunk size, got "z"'],
    ['a size with rubbish', '1x\r\n', 'expected a chunk size, got "x" after 1 digits'],
    ['a size beyond reason', '1234567890123\r\n', 'chunk size exceeds 12 digits'],
    ['a chunk longer than said', '1\r\nabc', 'expected the end of a chunk, got "b"'],
  ])('chunks: %s', (_, text, fault) => {
    const answer = read(chunked, text)
    expect([answer.state, answer.reader.fault]).toEqual(['malformed', fault])
  })
})

test('headers, trailers and extensions without end are refused', () => {
  expect(read('HTTP/1.1 200 OK\r\n', `x: ${'y'.repeat(70_000)}`).reader.fault).toContain('headers exceed')
  expect(read(chunked, `1;${'y'.repeat(70_000)}`).reader.fault).toContain('extension exceeds')
  expect(read(chunked, `0\r\nx: ${'y'.repeat(70_000)}`).reader.fault).toContain('trailer exceeds')
})

test('a response split at any byte is read alike', () => {
  const whole = Buffer.concat([chunked, crlf('4;x=1\nabcd\n2\nef\n0\nt: 1\n\n')])
  for (let split = 1; split < whole.length; split++) {
    expect(read(whole.subarray(0, split), whole.subarray(split)), `split at ${split}`).toMatchObject({
      state: 'done',
      text: 'abcdef',
    })
  }
  expect(read(...Array.from(whole, (byte) => Buffer.from([byte])))).toMatchObject({ state: 'done', text: 'abcdef' })
})

test('a long body keeps every byte and every read', () => {
  const piece = 'x'.repeat(999)
  const pieces = Array.from({ length: 200 }, () => piece)
  const answer = read(crlf(`HTTP/1.1 200 OK\ncontent-length: ${200 * 999}\n\n`), ...pieces)
  expect([answer.state, answer.text.length, answer.ends.length, answer.ends.at(-1)]).toEqual([
    'done',
    200 * 999,
    200,
    200 * 999,
  ])
})
