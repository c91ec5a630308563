import { connect } from 'node:net'
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import type { EngineServer } from '../../helpers/engine-server.ts'
import { fakeAnswer } from '../../helpers/fake-backend.ts'
import { engineServer } from '../../helpers/engine-server.ts'

const open: EngineServer[] = []
afterEach(async () => {
  for (const served of open.splice(0)) {
    served.engine.running = true
    await served.server.drain()
  }
})

async function start(limits = {}): Promise<EngineServer> {
  const served = await engineServer(limits)
  open.push(served)
  return served
}

function post(served: EngineServer, path: string, body: unknown): Promise<Response> {
  return fetch(served.server.url + path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

async function errorOf(response: Response): Promise<Record<string, unknown>> {
  const body = (await response.json()) as { error: Record<string, unknown> }
  expect(Object.keys(body)).toEqual(['error'])
  expect(Object.keys(body.error)).toEqual(['message', 'type', 'param', 'code'])
  return body.error
}

const ask = { model: 'fake', prompt: 'x', max_tokens: 4 }

test.each([
  ['n', 2],
  ['best_of', 2],
  ['logprobs', 1],
  ['echo', true],
  ['presence_penalty', 0.5],
  ['frequency_penalty', -1],
  ['repetition_penalty', 1.1],
  ['logit_bias', { 5: 1 }],
  ['tools', [{}]],
  ['response_format', { type: 'json_object' }],
  ['min_p', 0.1],
])('%s with an effect is refused by name', async (param, value) => {
  const served = await start()
  const response = await post(served, '/v1/completions', { ...ask, [param]: value })
  expect(response.status).toBe(400)
  expect(await errorOf(response)).toMatchObject({ param, code: 'unsupported_parameter', type: 'invalid_request_error' })
})

test.each([
  ['/v1/completions', { prompt: undefined }, 'prompt', /expected a text, a list of token ids/],
  ['/v1/completions', { stop: 5 }, 'stop', /expected a text or up to 16/],
  [
    '/v1/chat/completions',
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }] },
    'messages.0.content',
    /parts of type 'text'/,
  ],
])('%s says what it expected where a field may take several forms: %j', async (path, fields, param, message) => {
  const served = await start()
  const response = await post(served, path, { ...ask, ...fields })
  expect(response.status).toBe(400)
  expect(await errorOf(response)).toMatchObject({ param, message: expect.stringMatching(message) })
})

test('a hopeless text in a list of one is refused without being tokenized', async () => {
  const served = await start()
  const prompt = ['a '.repeat(500_000)]
  const error = await errorOf(await post(served, '/v1/completions', { ...ask, prompt }))
  expect(error).toMatchObject({ code: 'context_length_exceeded', message: expect.stringContaining('at least') })
})

test('fields without effect and unknown fields are ignored', async () => {
  const served = await start()
  const inert = {
    n: 1,
    logprobs: null,
    presence_penalty: 0,
    logit_bias: {},
    tools: [],
    user: 'me',
    metadata: {},
    zzz: 1,
  }
  expect((await post(served, '/v1/completions', { ...ask, ...inert })).status).toBe(200)
})

test.each([
  ['temperature', 3],
  ['temperature', 'hot'],
  ['top_p', 0],
  ['max_tokens', 0],
  ['max_tokens', 1.5],
  ['seed', 'x'],
  ['stop', 5],
  ['prompt', { a: 1 }],
  ['prompt', []],
  ['prompt', ''],
  ['prompt', [99_999_999]],
  ['prompt', ['a', 'b']],
  ['min_tokens', 5],
])('%s = %j is refused by name', async (param, value) => {
  const served = await start()
  const body = { ...ask, add_special_tokens: value !== '', [param]: value }
  const response = await post(served, '/v1/completions', body)
  expect(response.status).toBe(400)
  expect((await errorOf(response)).param).toBe(param)
})

test.each([
  ['{', 400, null],
  ['[]', 400, null],
  ['{}', 400, 'prompt'],
  ['{"prompt":"x"}', 400, 'model'],
])('the body %s gets %d', async (body, status, param) => {
  const response = await post(await start(), '/v1/completions', body)
  expect(response.status).toBe(status)
  expect((await errorOf(response)).param).toBe(param)
})

test('unknown paths, wrong methods and oversized bodies get 404, 405 and 413', async () => {
  const served = await start()
  expect((await fetch(`${served.server.url}/nothing`)).status).toBe(404)
  const wrong = await fetch(`${served.server.url}/v1/completions`)
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST'])
  expect((await post(served, '/v1/completions', 'x'.repeat(8 * 1024 * 1024 + 1))).status).toBe(413)
  expect(served.reported).toEqual([])
})

test('a full queue answers 429 with Retry-After and lets those inside finish', async () => {
  const served = await start({ maxSequences: 2, maxQueue: 1 })
  served.engine.running = false
  const inside = [1, 2, 3].map(() => post(served, '/v1/completions', ask))
  await expect.poll(() => served.engine.client.live).toBe(3)
  const refused = await post(served, '/v1/completions', ask)
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  expect((await errorOf(refused)).type).toBe('rate_limit_error')
  served.engine.running = true
  served.engine.resume()
  for (const response of await Promise.all(inside)) expect(response.status).toBe(200)
})

test('GET /v1/models/{model} answers with the entry of that name, and 404 for a name not served', async () => {
  const served = await start()
  const list = (await (await fetch(`${served.server.url}/v1/models`)).json()) as { data: { id: string }[] }
  for (const entry of list.data) {
    const one = await fetch(`${served.server.url}/v1/models/${encodeURIComponent(entry.id)}`)
    expect(await one.json()).toEqual(entry)
  }
  expect((await fetch(`${served.server.url}/v1/models/nope`)).status).toBe(404)
  expect((await fetch(`${served.server.url}/v1/models/%`)).status).toBe(400)
})

test('an engine that dies ends streams with an error event and answers with 500', async () => {
  const served = await start()
  served.engine.running = false
  const stream = await post(served, '/v1/completions', { ...ask, stream: true })
  const whole = post(served, '/v1/completions', ask)
  await expect.poll(() => served.engine.client.live).toBe(2)
  served.engine.fail('native: out of memory')
  expect(await stream.text()).toBe(
    'data: {"error":{"message":"native: out of memory","type":"server_error","param":null,"code":null}}\n\n',
  )
  expect((await whole).status).toBe(500)
})

test('a client that stops reading does not hold up another', async () => {
  const served = await start()
  const url = new URL(served.server.url)
  const slow = connect(Number(url.port), url.hostname)
  await once(slow, 'connect')
  slow.pause()
  served.engine.running = false
  const body = JSON.stringify({ ...ask, max_tokens: 500, ignore_eos: true, stream: true })
  slow.write(`POST /v1/completions HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
  await expect.poll(() => served.engine.client.live).toBe(1)
  served.engine.running = true
  served.engine.resume()
  expect((await post(served, '/v1/completions', ask)).status).toBe(200)
  slow.destroy()
  await expect.poll(() => served.engine.client.live).toBe(0)
})

test('ignore_eos runs to the length, min_tokens holds a stop token off, stop_token_ids ends', async () => {
  const served = await start()
  const run = async (more: object) => {
    const response = await post(served, '/v1/completions', { ...ask, temperature: 0, max_tokens: 50, ...more })
    const body = (await response.json()) as {
      choices: { finish_reason: string }[]
      usage: { completion_tokens: number }
    }
    return [body.choices[0]?.finish_reason, body.usage.completion_tokens]
  }
  const { tokenizer } = served
  const prompt = tokenizer.encode('x', true)
  const first = fakeAnswer(prompt, 50, 4096)
  expect(await run({ ignore_eos: true })).toEqual(['length', 50])
  expect(await run({ ignore_eos: true, stop_token_ids: [first[9]] })).toEqual([
    'stop',
    first.indexOf(first[9] as number) + 1,
  ])
  expect(await run({ ignore_eos: true, min_tokens: 20, stop_token_ids: [first[9]] })).toEqual(['length', 50])
})

test('tokenize counts exactly what a request of the same content uses, and detokenize gives the text back', async () => {
  const served = await start()
  const messages = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: [{ type: 'text', text: 'Größe? 你好' }] },
  ]
  const tokenized = (await (await post(served, '/tokenize', { messages })).json()) as {
    count: number
    tokens: number[]
  }
  const chat = (await (
    await post(served, '/v1/chat/completions', { model: 'fake', messages, max_tokens: 1 })
  ).json()) as {
    usage: { prompt_tokens: number }
  }
  expect(chat.usage.prompt_tokens).toBe(tokenized.count)
  expect(tokenized).toMatchObject({ count: tokenized.tokens.length, max_model_len: 512 })
  const plain = (await (
    await post(served, '/tokenize', { prompt: 'Größe? 你好', add_special_tokens: false })
  ).json()) as {
    tokens: number[]
  }
  const back = (await (await post(served, '/detokenize', { tokens: plain.tokens })).json()) as { prompt: string }
  expect(back.prompt).toBe('Größe? 你好')
})

test('metrics count requests by outcome, tokens and times to first token', async () => {
  const served = await start()
  await (await post(served, '/v1/completions', { ...ask, ignore_eos: true })).json()
  await (await post(served, '/v1/completions', { ...ask, n: 3 })).json()
  const text = await (await fetch(`${served.server.url}/metrics`)).text()
  const value = (sample: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(sample))
        ?.split(' ')
        .at(-1),
    )
  expect(value('infbench_requests_total{model_name="fake",outcome="length"}')).toBe(1)
  expect(value('infbench_requests_total{model_name="fake",outcome="refused"}')).toBe(1)
  expect(value('infbench_generation_tokens_total')).toBe(4)
  expect(value('infbench_prompt_tokens_total')).toBe(2)
  expect(value('infbench_engine_steps_total')).toBe(4)
  expect(value('infbench_step_duration_seconds_count')).toBe(4)
  expect(value('infbench_time_to_first_token_seconds_count')).toBe(1)
  expect(value('infbench_kv_cache_blocks_used')).toBe(0)
  expect(value('infbench_kv_cache_blocks_total')).toBe(256)
  const bad = text
    .split('\n')
    .filter((line) => line !== '' && !/^(# (HELP|TYPE) \w+ .+|\w+\{[^}]+\} [\d.e+-]+)$/.test(line))
  expect(bad).toEqual([])
})
