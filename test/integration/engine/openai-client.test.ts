import OpenAI from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fakeAnswer } from '../../helpers/fake-backend.ts'
import type { EngineServer } from '../../helpers/engine-server.ts'
import { engineServer } from '../../helpers/engine-server.ts'

let served: EngineServer
let client: OpenAI
const hello = [{ role: 'user' as const, content: 'Hello there' }]

beforeAll(async () => {
  served = await engineServer()
  client = new OpenAI({ baseURL: `${served.server.url}/v1`, apiKey: 'unused', maxRetries: 0 })
})
afterAll(() => served.server.drain())

/** What the fake model answers to these prompt ids, as text. */
function expectedText(prompt: readonly number[], count: number): string {
  const detokenizer = served.tokenizer.detokenizer(prompt)
  return fakeAnswer(prompt, count, 4096).reduce((text, id) => text + detokenizer.push(id), '') + detokenizer.end()
}

test('a chat completion has the shape, the text and the usage', async () => {
  const answer = await client.chat.completions.create({
    model: 'fake',
    messages: hello,
    max_tokens: 8,
    temperature: 0,
  })
  const prompt = served.tokenizer.encodeChat(hello, true)
  expect(answer.object).toBe('chat.completion')
  expect(answer.id).toMatch(/^chatcmpl-/)
  expect(answer.created).toBe(1_700_000_000)
  expect(answer.choices).toEqual([
    {
      index: 0,
      message: { role: 'assistant', content: expectedText(prompt, 8), refusal: null },
      logprobs: null,
      finish_reason: 'length',
    },
  ])
  expect(answer.usage).toEqual({
    prompt_tokens: prompt.length,
    completion_tokens: 8,
    total_tokens: prompt.length + 8,
    prompt_tokens_details: { cached_tokens: 0 },
  })
})

test('a streamed chat tells the role first, one token per chunk, one id, then the finish and the usage', async () => {
  const stream = await client.chat.completions.create({
    model: 'fake-alias',
    messages: hello,
    max_completion_tokens: 10,
    temperature: 0,
    stream: true,
    stream_options: { include_usage: true },
  })
  const chunks: OpenAI.ChatCompletionChunk[] = []
  for await (const chunk of stream) chunks.push(chunk)
  expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(1)
  expect(chunks.every((chunk) => chunk.object === 'chat.completion.chunk' && chunk.model === 'fake-alias')).toBe(true)
  expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '', refusal: null })
  const [finish, usage] = chunks.slice(-2)
  expect(finish?.choices[0]).toEqual({ index: 0, delta: {}, logprobs: null, finish_reason: 'length' })
  expect(usage?.choices).toEqual([])
  expect(usage?.usage?.completion_tokens).toBe(10)
  expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true)
  const texts = chunks.slice(1, -2).map((chunk) => chunk.choices[0]?.delta.content)
  expect(texts).toHaveLength(10)
  expect(texts.join('')).toBe(expectedText(served.tokenizer.encodeChat(hello, true), 10))
})

test('a stream without include_usage has neither a usage chunk nor a usage field', async () => {
  const stream = await client.chat.completions.create({ model: 'fake', messages: hello, max_tokens: 2, stream: true })
  for await (const chunk of stream) {
    expect(chunk.choices).toHaveLength(1)
    expect(chunk).not.toHaveProperty('usage')
  }
})

test('a completion continues a text and token ids alike', async () => {
  const parameters = { model: 'fake', max_tokens: 6, temperature: 0 } as const
  const ids = served.tokenizer.encode('Once upon', true)
  const fromText = await client.completions.create({ ...parameters, prompt: 'Once upon' })
  const fromIds = await client.completions.create({ ...parameters, prompt: ids })
  expect(fromText.object).toBe('text_completion')
  expect(fromText.choices[0]?.text).toBe(expectedText(ids, 6))
  expect(fromIds.choices).toEqual(fromText.choices)
  const streamed = await client.completions.create({ ...parameters, prompt: ids, stream: true })
  let text = ''
  let finish: string | null = null
  for await (const chunk of streamed) {
    text += chunk.choices[0]?.text ?? ''
    finish = chunk.choices[0]?.finish_reason ?? finish
  }
  expect(text).toBe(expectedText(ids, 6))
  expect(finish).toBe('length')
})

test('a stop string that spans tokens ends the answer before it and is never shown', async () => {
  const prompt = served.tokenizer.encode('abc', true)
  const whole = expectedText(prompt, 30)
  const middle = Math.floor(whole.length / 2)
  const stop = whole.slice(middle, middle + 5)
  const shown = whole.slice(0, whole.indexOf(stop))
  const parameters = { model: 'fake', prompt, max_tokens: 30, temperature: 0, stop } as const
  const answer = await client.completions.create(parameters)
  expect(answer.choices[0]).toMatchObject({ text: shown, finish_reason: 'stop' })
  expect(answer.usage?.completion_tokens).toBeLessThanOrEqual(30)
  const stream = await client.completions.create({ ...parameters, stream: true })
  let text = ''
  for await (const chunk of stream) text += chunk.choices[0]?.text ?? ''
  expect(text).toBe(shown)
})

test('equal seeds give equal answers, other seeds others', async () => {
  const say = async (seed: number) =>
    (await client.completions.create({ model: 'fake', prompt: 'x', max_tokens: 12, seed })).choices[0]?.text
  expect(await say(7)).toBe(await say(7))
  expect(await say(8)).not.toBe(await say(7))
})

test('an unknown model is a NotFoundError with code model_not_found', async () => {
  const error = await client.chat.completions
    .create({ model: 'gpt', messages: hello })
    .catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(OpenAI.NotFoundError)
  expect(error).toMatchObject({ status: 404, code: 'model_not_found', param: 'model', type: 'invalid_request_error' })
})

test('what does not fit the context is a BadRequestError with code context_length_exceeded', async () => {
  const create = (max_tokens: number, content = 'x') =>
    client.chat.completions.create({ model: 'fake', messages: [{ role: 'user', content }], max_tokens })
  for (const call of [() => create(600), () => create(1, 'word '.repeat(600)), () => create(1, 'x'.repeat(500_000))]) {
    const error = await call().catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(OpenAI.BadRequestError)
    expect(error).toMatchObject({ code: 'context_length_exceeded', param: 'messages' })
  }
})

test('a client that aborts its stream frees the engine', async () => {
  const stream = await client.completions.create({ model: 'fake', prompt: 'x', max_tokens: 500, stream: true })
  for await (const _ of stream) break // the client closes the connection
  await expect.poll(() => served.engine.client.live).toBe(0)
  await expect.poll(() => served.engine.client.counters.get('blocksUsed')).toBe(0)
})

test('the list of models has every name and how much they hold', async () => {
  const models = await client.models.list()
  expect(models.data.map((model) => model.id)).toEqual(['fake', 'fake-alias'])
  expect(models.data[0]).toMatchObject({ object: 'model', max_model_len: 512 })
})
