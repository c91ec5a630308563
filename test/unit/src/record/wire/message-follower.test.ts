import { expect, test } from 'vitest'
import { MessageFollower } from '../../../../../src/record/wire/message-follower.ts'
import { readHead, requestFraming, responseFraming } from '../../../../../src/record/wire/message-head.ts'

interface Followed {
  passed: string
  heads: string[]
  bodies: string[]
  lost: number
}

/** Feeds `text` in the pieces that `cuts` make of it. */
function follow(text: string, cuts: readonly number[], side: 'requests' | 'answers', close = false): Followed {
  const seen: Followed = { passed: '', heads: [], bodies: [], lost: 0 }
  let body = ''
  const follower = new MessageFollower({
    head: (bytes) => {
      const head = readHead(bytes)
      seen.heads.push(head.startLine)
      return { pass: bytes, framing: side === 'requests' ? requestFraming(head) : responseFraming(head, false) }
    },
    pass: (bytes) => void (seen.passed += bytes.toString('latin1')),
    content: (bytes) => void (body += bytes.toString('latin1')),
    end: () => {
      seen.bodies.push(body)
      body = ''
    },
    lost: () => void seen.lost++,
  })
  const bytes = Buffer.from(text, 'latin1')
  let from = 0
  for (const cut of [...cuts, bytes.length]) {
    if (cut > from) follower.feed(bytes.subarray(from, cut))
    from = cut
  }
  if (close) follower.close()
  return seen
}

const chunked =
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=1\r\nhello\r\n3\r\n\r\n!\r\n0\r\nTrailer: yes\r\n\r\n'
const counted = 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nbody'
const interim = 'HTTP/1.1 100 Continue\r\n\r\n'
const empty = 'HTTP/1.1 204 No Content\r\n\r\n'

test('a connection cut into two pieces anywhere is followed alike, and every byte of it passes', () => {
  const text = chunked + interim + counted + empty + chunked
  for (let cut = 0; cut <= text.length; cut++) {
    const seen = follow(text, [cut], 'answers')
    expect(seen.passed).toBe(text)
    expect(seen.bodies).toEqual(['hello\r\n!', 'body', '', 'hello\r\n!'])
    expect(seen.lost).toBe(0)
  }
})

test('byte by byte is no different', () => {
  const text = chunked + counted
  const cuts = Array.from(text, (_, i) => i)
  expect(follow(text, cuts, 'answers')).toMatchObject({ passed: text, bodies: ['hello\r\n!', 'body'] })
})

test('requests on one connection are told apart, bodies or not', () => {
  const get = 'GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n'
  const post = 'POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}'
  const seen = follow(get + post + get, [10, 50], 'requests')
  expect(seen.heads).toEqual(['GET /v1/models HTTP/1.1', 'POST /v1/completions HTTP/1.1', 'GET /v1/models HTTP/1.1'])
  expect(seen.bodies).toEqual(['', '{}', ''])
})

test('an answer without a length ends with its connection', () => {
  const text = 'HTTP/1.0 200 OK\r\n\r\nall of it'
  expect(follow(text, [], 'answers').bodies).toEqual([])
  expect(follow(text, [25], 'answers', true).bodies).toEqual(['all of it'])
})

test.each([
  ['no HTTP at all', '\u0016\u0003\u0001 something else\r\n\r\nmore', 'requests'],
  ['an upgrade', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\u0081\u0005hello', 'answers'],
  ['a chunk size that is none', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nhello', 'answers'],
  ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabcd', 'answers'],
  ['a head without an end', `GET /${'x'.repeat(70_000)}`, 'requests'],
] as const)('%s passes whole and is followed no further', (_, text, side) => {
  for (const cuts of [[], [7], [20, 40]]) expect(follow(text, cuts, side)).toMatchObject({ passed: text, lost: 1 })
})

test('a head that never became whole is passed when the connection ends', () => {
  expect(follow('POST /v1', [3], 'requests', true).passed).toBe('POST /v1')
})
