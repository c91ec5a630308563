import { expect, test } from 'vitest'
import { type K6Told, readK6Line } from '../../../../../../src/load/drivers/k6/reading/k6-line.ts'
import { k6Record } from '../../../../../../src/load/drivers/k6/reading/k6-record.ts'

const zeroMs = 1_700_000_000_000
const chat = { api: 'chat', stream: true } as const
const token = (text: string) =>
  JSON.stringify({ object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: text } }] })
const last = JSON.stringify({
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
})

const told = (changes: Partial<K6Told> = {}): K6Told => ({
  ...{ index: 7, phase: 'measure', class: 'default', input: 20, output: 2, due: zeroMs + 100 },
  ...{ sent: zeroMs + 101.25, headers: zeroMs + 110, done: zeroMs + 131.25, status: 200, error: null, body: null },
  ...{ type: 'text/event-stream', date: null, retry: null, names: null },
  ...{ at: [20_000, 25_500, 29_000, 29_000], data: [token('a'), token(' b'), last, '[DONE]'] },
  ...changes,
})

const whole = { at: [], data: [], type: 'application/json' }

test('the answer is put together again and read by the rules of our own', () => {
  const record = k6Record(told(), zeroMs, chat)
  expect(record).toMatchObject({ index: 7, outcome: { kind: 'ok' }, asked: { inputTokens: 20, outputTokens: 2 } })
  expect(record).toMatchObject({ scheduledAt: 100e6, outputTokens: 2, finishReason: 'stop', doneMarker: true })
  expect(record.sentAt).toBeCloseTo(101.25e6, -3)
  expect(record.firstTokenAt).toBeCloseTo(121.25e6, -3)
  expect(record.lastTokenAt).toBeCloseTo(126.75e6, -3)
  expect(record.doneAt).toBeCloseTo(131.25e6, -3)
  expect([...record.events.tokens]).toEqual([1, 1])
})

test('instants are whole nanoseconds, as the store keeps them', () => {
  const { scheduledAt, sentAt, firstTokenAt, doneAt, events } = k6Record(
    told({ due: zeroMs + 100.123_456_7, sent: zeroMs + 101.000_000_3, at: [20_000.1, 25_500.7, 29_000, 29_000] }),
    zeroMs - 0.333_333,
    chat,
  )
  for (const at of [scheduledAt, sentAt, firstTokenAt, doneAt, ...events.at]) expect(Number.isInteger(at)).toBe(true)
})

test('an event of several lines and a name keeps both', () => {
  const data = ['{"error":\n{"message":"out of memory"}}']
  const record = k6Record(told({ at: [5000], data, names: ['error'] }), zeroMs, chat)
  expect(record.outcome).toEqual({ kind: 'streamError', detail: '"out of memory"' })
})

test('an answer in one piece is read as such', () => {
  const body = JSON.stringify({
    object: 'chat.completion',
    choices: [{ index: 0, message: { content: 'hi' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 20, completion_tokens: 5 },
  })
  const record = k6Record(told({ ...whole, body }), zeroMs, { ...chat, stream: false })
  expect(record).toMatchObject({ outcome: { kind: 'ok' }, outputTokens: 5, firstTokenAt: null, countedBy: 'usage' })
})

test.each([
  [
    'refused',
    { status: 0, sent: null, error: 'Post "x": dial tcp 127.0.0.1:1: connect: connection refused' },
    'connect',
  ],
  ['no name', { status: 0, sent: null, error: 'lookup nowhere: no such host' }, 'connect'],
  ['out of time', { error: 'context deadline exceeded' }, 'timeout'],
  ['out of time in k6', { status: 0, error: 'request timeout' }, 'timeout'],
  [
    'a certificate',
    { status: 0, sent: null, error: 'tls: failed to verify certificate: x509: unknown authority' },
    'tls',
  ],
  ['cut', { error: 'unexpected EOF', at: [1000], data: [token('a')] }, 'cut'],
  ['ended without a word', { at: [1000], data: [token('a')] }, 'cut'],
  ['refused by status', { ...whole, status: 503, body: '{"error":{"message":"busy"}}' }, 'http'],
] as const)('%s is the failure that the native client would name', (_, changes, kind) => {
  const isEmpty = !('data' in changes) && 'status' in changes && changes.status === 0
  const record = k6Record(told({ ...(isEmpty ? whole : {}), ...changes } as Partial<K6Told>), zeroMs, chat)
  expect(record.outcome.kind).toBe(kind)
})

test('a stamp that rounds below the one before does not go back', () => {
  const record = k6Record(told({ at: [20_000, 19_999, 29_000, 29_000] }), zeroMs, chat)
  expect(record.events.at[1]).toBe(record.events.at[0])
})

test('lines of other metrics, of other output and of nobody are passed over', () => {
  expect(readK6Line('{"metric":"http_reqs","type":"Point","data":{"time":"x","value":1,"tags":null}}')).toBeNull()
  expect(readK6Line('{"metric":"infbench_request","type":"Metric","data":{"name":"infbench_request"}}')).toBeNull()
  expect(readK6Line('time="..." level=warning msg="infbench_request"')).toBeNull()
  expect(() => readK6Line('{"metric":"infbench_request","type":"Po')).toThrow(SyntaxError)
})
