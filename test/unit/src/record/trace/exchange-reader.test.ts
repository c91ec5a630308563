import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { RawExchange } from '../../../../../src/clients/client.ts'
import { ExchangeReader } from '../../../../../src/record/trace/exchange-reader.ts'
import type { CapturedExchange } from '../../../../../src/record/wire/captured-exchange.ts'

const secret = 'the patient is called Rumpelstiltskin'
const salt = Buffer.from('0123456789abcdef')
const reader = (withText = false) => new ExchangeReader({ salt, withText, name: 'a' })

function exchange(answer: string | Buffer, over: Partial<RawExchange & CapturedExchange> & { request?: object } = {}) {
  const { request: fields, requestEncoding = null, answerEncoding = null, api = 'chat', ...raw } = over
  const request = { model: 'm', messages: [{ role: 'user', content: secret }], max_tokens: 9, ...fields }
  const bytes = Buffer.from(answer)
  return {
    ...{ arrivedAtMs: 1000.5, api, requestEncoding, answerEncoding, requestBody: Buffer.from(JSON.stringify(request)) },
    raw: {
      ...{ sentAt: 0, headersAt: 1e6, status: 200, contentType: 'application/json', retryAfter: null, doneAt: 5e6 },
      ...{ body: bytes, readEnds: Uint32Array.of(bytes.length), readAt: Float64Array.of(4e6), failure: null, ...raw },
    },
  } as CapturedExchange
}

const usage = { prompt_tokens: 40, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 16 } }
const whole = (more: object = { usage }) =>
  JSON.stringify({ choices: [{ message: { content: 'Straw, spun.' }, finish_reason: 'stop' }], ...more })
const events = (...data: object[]) =>
  [...data.map((one) => `data: ${JSON.stringify(one)}\n\n`), 'data: [DONE]\n\n'].join('')
const piece = (content: string) => ({ choices: [{ delta: { content } }] })
const stream = { contentType: 'text/event-stream' }

test('an answer with usage gives lengths as the server counts them, and times as the proxy saw them', () => {
  expect(reader().read(exchange(whole()))).toMatchObject({
    ...{ recorded_at: 1000.5, api: 'chat', model: 'm', stream: false, max_tokens: 9, status: 200, outcome: 'ok' },
    ...{ input_tokens: 40, input_counted_by: 'usage', output_tokens: 3, output_counted_by: 'usage', cached_tokens: 16 },
    ...{ e2e_ms: 5, ttft_ms: null, session: 'a-1', turn: 0, think_ms: null },
  })
})

test('nothing of prompt or answer is in a row unless it is asked for', () => {
  const row = JSON.stringify(reader().read(exchange(whole())))
  expect(row).not.toMatch(/Rumpel|patient|Straw/)
  expect(reader(true).read(exchange(whole()))).toMatchObject({
    messages: [{ role: 'user', content: secret }],
    answer: 'Straw, spun.',
  })
})

test('a stream without usage counts its events, and its prompt by what tokens weighed in others', () => {
  const read = reader()
  const answer = events(piece('Straw'), piece(','), piece(' spun'))
  const asStream = { ...stream, request: { stream: true } }
  const fresh = read.read(exchange(answer, asStream))
  expect(fresh).toMatchObject({ output_tokens: 3, output_counted_by: 'events', input_counted_by: 'bytes', ttft_ms: 4 })
  expect(fresh.input_tokens).toBe(Math.ceil(fresh.prompt_bytes / 4))
  read.read(exchange(whole()))
  expect(read.read(exchange(answer, asStream))).toMatchObject({ input_tokens: 40, input_counted_by: 'bytes' })
})

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
])('answers packed with %s are read', (encoding, pack) => {
  const row = reader().read(exchange(pack(whole()), { answerEncoding: encoding }))
  expect(row).toMatchObject({ output_tokens: 3, outcome: 'ok' })
})

test('a packed stream that broke off is read as far as it came', () => {
  const packed = gzipSync(events(piece('Straw'), piece(' spun')).repeat(50))
  const cut = packed.subarray(0, packed.length - 12)
  const failure = { kind: 'cancelled', detail: 'left' } as const
  const row = reader().read(exchange(cut, { ...stream, answerEncoding: 'gzip', failure, request: { stream: true } }))
  expect(row.outcome).toBe('cancelled')
  expect(row.output_tokens).toBeGreaterThan(0)
})

test('packed requests are read, and ones that are no JSON leave a row without a prompt', () => {
  const packed = exchange(whole(), { requestEncoding: 'gzip' })
  const row = reader().read({ ...packed, requestBody: gzipSync(packed.requestBody) })
  expect(row).toMatchObject({ model: 'm', prompt_bytes: reader().read(exchange(whole())).prompt_bytes })
  expect(reader().read({ ...packed, requestBody: Buffer.from('{') })).toMatchObject({ model: null, prompt_bytes: 0 })
})

test('a refused request is a row with its status and no lengths', () => {
  const row = reader().read(exchange('{"error":{"message":"slow down"}}', { status: 429 }))
  expect(row).toMatchObject({ status: 429, outcome: 'http', input_tokens: null, output_tokens: null, session: null })
})
