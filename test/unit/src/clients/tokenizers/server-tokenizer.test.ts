import { expect, test } from 'vitest'
import type { ServerTokenizerOptions } from '../../../../../src/clients/tokenizers/server-tokenizer.ts'
import { serverTokenizer } from '../../../../../src/clients/tokenizers/server-tokenizer.ts'

type Ask = NonNullable<ServerTokenizerOptions['ask']>

interface Sent {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: {
    readonly model: string
    readonly prompt?: string
    readonly messages?: readonly { readonly content: string }[]
    readonly add_special_tokens?: boolean
  }
}

/** A server that answers /tokenize as `answer` says and notes what was asked. */
function server(answer: (sent: Sent) => Response | Error): { readonly ask: Ask; readonly sent: Sent[] } {
  const sent: Sent[] = []
  return {
    sent,
    ask: async (url, { headers, body }) => {
      const request = {
        url,
        headers,
        body: JSON.parse(body ?? '') as Sent['body'],
      }
      sent.push(request)
      const result = answer(request)
      if (result instanceof Error) throw result
      return result
    },
  }
}

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })
const ids = (n: number) => ({ count: n, max_model_len: 4096, tokens: Array.from({ length: n }, (_, i) => i) })

/** vLLM: one token a word, one BOS, a chat template of three tokens and four around each message. */
function vllm({ body }: Sent): Response {
  const wordsIn = (text: string) => text.split(' ').filter(Boolean).length
  if (body.messages) return json(ids(body.messages.reduce((sum, { content }) => sum + 4 + wordsIn(content), 3)))
  const words = (body.prompt ?? '').split(' ').filter(Boolean).length
  return json(ids(words + (body.add_special_tokens === false ? 0 : 1)))
}
const options = { url: 'http://h:8000/v1', model: 'm', headers: { authorization: 'Bearer x' } }

test('a vLLM-like server counts its own tokens, template and BOS included', async () => {
  const { ask, sent } = server(vllm)
  const tokenizer = await serverTokenizer({ ...options, ask })
  expect(tokenizer).toMatchObject({
    name: 'server:/tokenize',
    fidelity: 'target',
    overhead: { chat: 7, completion: 1, turn: 8 },
  })
  expect(await tokenizer?.encode('one two three')).toEqual([0, 1, 2])
  expect(
    sent.every(
      ({ url, headers, body }) =>
        url === 'http://h:8000/tokenize' && headers['authorization'] === 'Bearer x' && body.model === 'm',
    ),
  ).toBe(true)
  expect(sent.at(-1)?.body).toEqual({ model: 'm', prompt: 'one two three', add_special_tokens: false })
})

test('the route is looked for beside /v1 first, then below it', async () => {
  const { ask } = server((sent) =>
    sent.url.endsWith('/v1/tokenize') ? vllm(sent) : json({ detail: 'Not Found' }, 404),
  )
  expect((await serverTokenizer({ ...options, ask }))?.name).toBe('server:/v1/tokenize')
})

test.each([
  ['404', () => json({}, 404)],
  ['an HTML page', () => new Response('<html>', { status: 200 })],
  ['another shape', () => json([1, 2])],
  ['texts for ids', () => json({ tokens: ['a'] })],
  ['401', () => json({ error: 'key' }, 401)],
  ['500', () => new Response('oops', { status: 500 })],
])('a server that answers %s has no tokenizer', async (_, answer) => {
  expect(await serverTokenizer({ ...options, ask: server(answer).ask })).toBeNull()
})

test('a chat template that the route does not apply, or that depends on the content, is unknown', async () => {
  const without = server((sent) => (sent.body.messages ? json({ detail: 'prompt missing' }, 400) : vllm(sent)))
  expect((await serverTokenizer({ ...options, ask: without.ask }))?.overhead).toEqual({
    chat: null,
    completion: 1,
    turn: null,
  })
  const moody = server((sent) =>
    sent.body.messages ? json(ids(3 * (sent.body.messages[0]?.content.length ?? 0))) : vllm(sent),
  )
  expect((await serverTokenizer({ ...options, ask: moody.ask }))?.overhead.chat).toBeNull()
})

test('a server that is not there is an error with its reason', async () => {
  const cause = new Error('connect ECONNREFUSED 127.0.0.1:8000')
  await expect(serverTokenizer({ ...options, ask: server(() => cause).ask })).rejects.toMatchObject({
    code: 'target.unreachable',
    message: 'http://h:8000/tokenize: expected an answer, got connect ECONNREFUSED 127.0.0.1:8000',
  })
})

test('a server that stops tokenizing is an error with its answer', async () => {
  let answered = 0
  const { ask } = server((sent) => (++answered > 10 ? json({ error: 'overloaded' }, 503) : vllm(sent)))
  const tokenizer = await serverTokenizer({ ...options, ask })
  let error: unknown
  for (let i = 0; i < 10 && error === undefined; i++)
    await tokenizer?.encode('a').catch((thrown: unknown) => (error = thrown))
  expect(error).toMatchObject({
    code: 'target.refused',
    message: 'http://h:8000/tokenize: expected {"tokens": [...]}, got HTTP 503 {"error":"overloaded"}',
  })
})
