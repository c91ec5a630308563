import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { RawExchange } from '../../../../../src/clients/client.ts'
import { ExchangeReader } from '../../../../../src/record/trace/exchange-reader.ts'
import type { Tokenizer } from '../../../../../src/core/tokenizer.ts'
import type { CapturedExchange } from '../../../../../src/record/wire/captured-exchange.ts'

const secret = 'the patient is called Rumpelstiltskin'
const salt = Buffer.from('0123456789abcdef')
const reader = (withText = false, tokenizer: Tokenizer | null = null) =>
  new ExchangeReader({ salt, withText, name: 'a', tokenizer })

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

test('an answer with usage gives lengths as the server counts them, and times as the proxy saw them', async () => {
  expect(await reader().read(exchange(whole()))).toMatchObject({
    ...{ recorded_at: 1000.5, api: 'chat', model: 'm', stream: false, max_tokens: 9, status: 200, outcome: 'ok' },
    ...{ input_tokens: 40, input_counted_by: 'usage', output_tokens: 3, output_counted_by: 'usage', cached_tokens: 16 },
    ...{ e2e_ms: 5, ttft_ms: null, session: 'a-1', turn: 0, think_ms: null },
  })
})

test('nothing of prompt or answer is in a row unless it is asked for', async () => {
  const row = JSON.stringify(await reader().read(exchange(whole())))
  expect(row).not.toMatch(/Rumpel|patient|Straw/)
  expect(await reader(true).read(exchange(whole()))).toMatchObject({
    messages: [{ role: 'user', content: secret }],
    answer: 'Straw, spun.',
  })
})

test('a stream without usage counts its events, and its prompt by what tokens weighed in others', async () => {
  const read = reader()
  const answer = events(piece('Straw'), piece(','), piece(' spun'))
  const asStream = { ...stream, request: { stream: true } }
  const fresh = await read.read(exchange(answer, asStream))
  expect(fresh).toMatchObject({ output_tokens: 3, output_counted_by: 'events', input_counted_by: 'bytes', ttft_ms: 4 })
  expect(fresh.input_tokens).toBe(Math.ceil(fresh.prompt_bytes / 4))
  await read.read(exchange(whole()))
  expect(await read.read(exchange(answer, asStream))).toMatchObject({ input_tokens: 40, input_counted_by: 'bytes' })
})

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
])('answers packed with %s are read', async (encoding, pack) => {
  const row = await reader().read(exchange(pack(whole()), { answerEncoding: encoding }))
  expect(row).toMatchObject({ output_tokens: 3, outcome: 'ok' })
})

test('a packed stream that broke off is read as far as it came', async () => {
  const packed = gzipSync(events(piece('Straw'), piece(' spun')).repeat(50))
  const cut = packed.subarray(0, packed.length - 12)
  const failure = { kind: 'cancelled', detail: 'left' } as const
  const row = await reader().read(
    exchange(cut, { ...stream, answerEncoding: 'gzip', failure, request: { stream: true } }),
  )
  expect(row.outcome).toBe('cancelled')
  expect(row.output_tokens).toBeGreaterThan(0)
})

test('packed requests are read, and ones that are no JSON leave a row without a prompt', async () => {
  const packed = exchange(whole(), { requestEncoding: 'gzip' })
  const row = await reader().read({ ...packed, requestBody: gzipSync(packed.requestBody) })
  expect(row).toMatchObject({ model: 'm', prompt_bytes: (await reader().read(exchange(whole()))).prompt_bytes })
  expect(await reader().read({ ...packed, requestBody: Buffer.from('{') })).toMatchObject({
    model: null,
    prompt_bytes: 0,
  })
})

test('a refused request is a row with its status and no lengths', async () => {
  const row = await reader().read(exchange('{"error":{"message":"slow down"}}', { status: 429 }))
  expect(row).toMatchObject({ status: 429, outcome: 'http', input_tokens: null, output_tokens: null, session: null })
})

/** Every word is a token; a text with a bell in it breaks it. */
const byWords: Tokenizer = {
  ...{ name: 'words', fidelity: 'target', overhead: { chat: null, completion: 0 } },
  encode: async (text) => {
    if (text.includes('\u0007')) throw new Error('a bell')
    return text
      .split(/\s+/)
      .filter(Boolean)
      .map((_, i) => i)
  },
}
const counting = (answer: string, over: Parameters<typeof exchange>[1] = {}) =>
  reader(false, byWords).read(exchange(answer, over))
const counted = { input_counted_by: 'tokenizer', output_counted_by: 'tokenizer', tokenizer: 'words' }

test('a tokenizer counts prompt and answer where the server does not, and is named', async () => {
  const answer = events(piece('Straw, spun to'), piece(' gold by'), piece(' night'))
  expect(await counting(answer, { ...stream, request: { stream: true } })).toMatchObject({
    ...counted,
    ...{ input_tokens: 5, output_tokens: 6 },
  })
  expect(await counting(whole({}))).toMatchObject({ ...counted, input_tokens: 5, output_tokens: 2 })
})

test('what the server counts is never counted again', async () => {
  const byUsage = { input_counted_by: 'usage', output_counted_by: 'usage', tokenizer: null }
  expect(await counting(whole())).toMatchObject({ ...byUsage, input_tokens: 40, output_tokens: 3 })
})

test('messages, calls and tools are counted, pictures are not, and ids are tokens already', async () => {
  const parts = [
    { type: 'text', text: 'two words' },
    { type: 'image_url', image_url: { url: 'data: a b c' } },
  ]
  const messages = [
    { role: 'system', content: 'be brief now' },
    { role: 'user', content: parts },
    { role: 'assistant', content: null, reasoning_content: 'hm hm', tool_calls: [{ name: 'spin gold' }] },
  ]
  const tools = [{ type: 'function', function: { name: 'spin' } }]
  const read = (request: object, api: 'chat' | 'completions' = 'chat') => counting(whole({}), { request, api })
  expect((await read({ messages, tools })).input_tokens).toBe(3 + 2 + 2 + 2 + 1)
  expect((await read({ prompt: 'a b c' }, 'completions')).input_tokens).toBe(3)
  expect((await read({ prompt: ['a b', 'c'] }, 'completions')).input_tokens).toBe(3)
  expect((await read({ prompt: [[1, 2], [3]] }, 'completions')).input_tokens).toBe(3)
  expect((await read({ prompt: [7, 8, 9, 10] }, 'completions')).input_tokens).toBe(4)
})

test('a text that breaks the tokenizer has its length estimated, and a refused request none', async () => {
  const broken = await counting(whole({}), { request: { messages: [{ role: 'user', content: 'ring \u0007' }] } })
  expect(broken).toMatchObject({ input_counted_by: 'bytes', output_counted_by: 'tokenizer', output_tokens: 2 })
  expect(await counting('{"error":{"message":"no"}}', { status: 429 })).toMatchObject({
    ...{ input_tokens: null, input_counted_by: null, output_tokens: null, output_counted_by: null, tokenizer: null },
  })
})
