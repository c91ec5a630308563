import { expect, test } from 'vitest'
import { withCount } from '../../../../src/clients/answer.ts'
import { readAnswer } from '../../../../src/clients/read-answer.ts'
import { chunk, rawExchange, sse, usage } from '../../../helpers/raw-exchange.ts'

const chat = { api: 'chat', stream: true } as const
const cut = { kind: 'cut', detail: 'the server closed the connection' } as const
const read = (text: string, parts = {}) => readAnswer(rawExchange(text, parts), chat)
const hello = [
  chunk({ role: 'assistant', content: '' }),
  chunk({ content: 'Hello' }),
  chunk({ content: ' world' }),
  chunk({}, 'stop'),
]

test('a role-only chunk, an empty chunk and the finish are no token events', () => {
  const answer = read(sse(...hello, '[DONE]'))
  expect(answer.outcome).toEqual({ kind: 'ok' })
  expect([answer.events.at.length, answer.outputTokens, answer.countedBy]).toEqual([2, 2, 'events'])
  expect([answer.text, answer.finishReason]).toEqual(['Hello world', 'stop'])
})

test('the reply is what a reader sees, else tool calls, else reasoning; it is kept only when asked for', () => {
  const reply = (...deltas: object[]) =>
    readAnswer(rawExchange(sse(...deltas.map((delta) => chunk(delta)), chunk({}, 'stop'), usage(3, 2), '[DONE]')), {
      ...chat,
      keepReply: true,
    }).reply
  expect(reply({ reasoning_content: 'hm' }, { content: 'yes' }, { content: ' no' })).toBe('yes no')
  expect(reply({ reasoning_content: 'hm' })).toBe('hm')
  expect(read(sse(...hello, '[DONE]')).reply).toBeNull()
  const whole = { choices: [{ index: 0, message: { role: 'assistant', content: 'whole' }, finish_reason: 'stop' }] }
  const raw = rawExchange(JSON.stringify(whole), { contentType: 'application/json' })
  expect(readAnswer(raw, { api: 'chat', stream: false, keepReply: true }).reply).toBe('whole')
})

test('an event has the time of the read that completed it', () => {
  const text = sse(chunk({ content: 'a' }), chunk({ content: 'b' }), chunk({}, 'stop'))
  const first = text.indexOf('\n\n') + 2
  // Four reads: half of the first event, its rest but the last line end, that line end with half of the second, the rest.
  const answer = read(text, { ends: [10, first - 1, first + 10, text.length] })
  expect([...answer.events.at]).toEqual([3000, 4000])
  expect([answer.firstChunkAt, answer.firstTokenAt, answer.lastTokenAt]).toEqual([1000, 3000, 4000])
})

test('several events of one read share its time', () => {
  const answer = read(sse(chunk({ content: 'a' }), chunk({ content: 'b' }), chunk({}, 'stop'), '[DONE]'))
  expect([...answer.events.at]).toEqual([1000, 1000])
})

test('reasoning counts as tokens but is not visible', () => {
  const text = sse(
    chunk({ reasoning_content: 'hm' }),
    chunk({ reasoning: 'so' }),
    chunk({ content: 'yes' }),
    chunk({}, 'stop'),
  )
  const ends = [...text.matchAll(/\n\n/g)].map((match) => match.index + 2)
  const answer = read(text, { ends })
  expect([answer.events.at.length, answer.firstTokenAt, answer.firstVisibleAt]).toEqual([3, 1000, 3000])
  expect(read(sse(chunk({ reasoning: 'so' }), chunk({}, 'stop'))).firstVisibleAt).toBeNull()
})

test('a tool call counts by its name and arguments, not by its empty parts', () => {
  const call = (fields: object) => chunk({ tool_calls: [{ index: 0, function: fields }] })
  const answer = read(
    sse(
      call({ name: 'f', arguments: '' }),
      call({ arguments: '' }),
      call({ arguments: '{}' }),
      chunk({}, 'tool_calls'),
    ),
  )
  expect([answer.events.at.length, answer.outcome.kind]).toEqual([2, 'ok'])
})

test('interleaved choices all count, and the first of any gives the first token', () => {
  const text = sse(
    chunk({ content: 'a' }, null, 1),
    chunk({ content: 'b' }, null, 0),
    chunk({}, 'stop', 0),
    chunk({}, 'stop', 1),
    usage(4, 2),
  )
  const answer = read(text)
  expect([[...answer.events.tokens], answer.inputTokens, answer.countedBy]).toEqual([[1, 1], 4, 'usage'])
})

test('continuous usage gives the exact tokens of each event', () => {
  const counted = (content: string, count: number, finish: string | null = null) => ({
    ...chunk({ content }, finish),
    ...{ usage: usage(9, count).usage },
  })
  const answer = read(
    sse(counted('a longer text', 1), counted('b', 5), counted('', 6), counted('c', 7, 'length'), usage(9, 7)),
  )
  expect([...answer.events.tokens]).toEqual([1, 4, 2])
})

test('usage that differs from the number of events is apportioned exactly', () => {
  const answer = read(
    sse(chunk({ content: 'abcdefgh' }), chunk({ content: 'abcd' }), chunk({}, 'length'), usage(1, 6), '[DONE]'),
  )
  expect([...answer.events.tokens]).toEqual([4, 2])
})

test('a finished stream without [DONE] is an answer, and says so', () => {
  const answer = read(sse(...hello))
  expect([answer.outcome.kind, answer.doneMarker]).toEqual(['ok', false])
})

test('[DONE] without a finish_reason is an answer too', () => {
  expect(read(sse(chunk({ content: 'a' }), '[DONE]')).outcome.kind).toBe('ok')
})

test('a stream that ends without either is cut', () => {
  const answer = read(sse(chunk({ content: 'a' })))
  expect(answer.outcome).toEqual({
    kind: 'cut',
    detail: 'the stream ended after 1 token events without a finish_reason or [DONE]',
  })
  expect(answer.outputTokens).toBe(1)
})

test('a last event without its blank line still counts', () => {
  expect(read(sse(...hello).trimEnd()).outcome.kind).toBe('ok')
})

test('a body that ends properly inside an event is cut', () => {
  expect(read(`${sse(chunk({ content: 'a' }))}data: {"choices":[{"del`).outcome.kind).toBe('cut')
})

test('a cut connection keeps the tokens that came', () => {
  const answer = read(sse(chunk({ content: 'a' }), chunk({ content: 'b' })), { failure: cut })
  expect([answer.outcome, answer.outputTokens]).toEqual([cut, 2])
})

test.each([
  ['an object', { error: { message: 'engine died', code: 500 } }, '"engine died (code 500)"'],
  ['a string', { error: 'engine died' }, '"engine died"'],
  ['an object without a message', { error: { type: 'oom' } }, '"{"type":"oom"}"'],
  ['beside choices', { ...chunk({}, 'error'), error: { message: 'no' } }, '"no"'],
  ['of vLLM', { object: 'error', message: 'bad', code: 400 }, '"bad"'],
])('an error inside the stream, as %s, is a stream error', (_, event, detail) => {
  const answer = read(sse(chunk({ content: 'a' }), event, '[DONE]'))
  expect([answer.outcome, answer.outputTokens]).toEqual([{ kind: 'streamError', detail }, 1])
})

test('an error event by its type is a stream error even when its data is not JSON', () => {
  expect(read(`${sse(chunk({ content: 'a' }))}event: error\ndata: out of memory\n\n`).outcome).toEqual({
    kind: 'streamError',
    detail: '"out of memory"',
  })
})

test('an event that is not JSON makes the answer malformed', () => {
  const answer = read(sse(chunk({ content: 'a' }), '{"choices":[', '[DONE]'))
  expect(answer.outcome).toEqual({ kind: 'malformed', detail: 'expected a JSON event, got "{"choices":["' })
})

test('a stream that finishes without a token is empty', () => {
  expect(read(sse(chunk({ role: 'assistant' }), chunk({}, 'stop'), usage(3, 0), '[DONE]')).outcome.kind).toBe('empty')
  expect(read('').outcome.kind).toBe('empty')
})

test.each(['<!doctype html><title>Sign in</title>', 'OK', '[1,2]', '{"hello":1}'])(
  '%s is malformed, quoted briefly',
  (body) => {
    const answer = read(body, { contentType: 'text/html' })
    expect(answer.outcome.kind).toBe('malformed')
    expect((answer.outcome as { detail: string }).detail).toContain(body.slice(0, 10))
  },
)

test('what a server says cannot break the line it is shown on', () => {
  const { outcome } = read('<html>\u001b[31m\n\n\u0007red', { contentType: 'text/html' })
  expect((outcome as { detail: string }).detail).not.toMatch(/[\u0000-\u001f]/)
})

test.each([
  [401, '{"error":{"message":"no key"}}', 'HTTP 401: "no key"'],
  [404, '{"detail":"Not Found"}', 'HTTP 404: "Not Found"'],
  [500, 'Internal Server Error', 'HTTP 500: "text/plain" "Internal Server Error"'],
  [502, '', 'HTTP 502'],
])('status %i is an HTTP failure that repeats what the server said', (status, body, detail) => {
  expect(read(body, { status, contentType: 'text/plain' }).outcome).toEqual({ kind: 'http', detail })
})

test('a 429 tells when to come back', () => {
  expect(read('', { status: 429, retryAfter: '3' }).outcome).toEqual({
    kind: 'http',
    detail: 'HTTP 429 (retry after 3)',
  })
})

test('an answer in one piece has tokens but no token times', () => {
  const body = {
    choices: [{ index: 0, message: { content: 'Hello' }, finish_reason: 'stop' }],
    ...{ usage: usage(4, 3).usage },
  }
  const answer = readAnswer(rawExchange(JSON.stringify(body), { contentType: 'application/json' }), {
    api: 'chat',
    stream: false,
  })
  expect(answer.outcome).toEqual({ kind: 'ok' })
  expect([answer.firstTokenAt, answer.lastTokenAt, answer.events.at.length]).toEqual([null, null, 0])
  expect([answer.outputTokens, answer.inputTokens, answer.countedBy, answer.finishReason]).toEqual([
    3,
    4,
    'usage',
    'stop',
  ])
})

test('a plain completion in one piece is read from its text', () => {
  const body = JSON.stringify({ choices: [{ text: 'Hello', finish_reason: 'length' }] })
  const answer = readAnswer(rawExchange(body, { contentType: 'application/json' }), {
    api: 'completions',
    stream: false,
  })
  expect([answer.outcome.kind, answer.text, answer.countedBy]).toEqual(['ok', 'Hello', null])
})

test('a JSON error with status 200 is the error the server reports', () => {
  const answer = read('{"error":{"message":"overloaded"}}', { contentType: 'application/json' })
  expect(answer.outcome).toEqual({ kind: 'streamError', detail: '"overloaded"' })
})

test('a later count is apportioned over the events', () => {
  const answer = withCount(read(sse(chunk({ content: 'abcdefgh' }), chunk({ content: 'abcd' }), chunk({}, 'stop'))), 6)
  expect([[...answer.events.tokens], answer.outputTokens, answer.countedBy, answer.text]).toEqual([
    [4, 2],
    6,
    'tokenizer',
    null,
  ])
})
