import { expect, test } from 'vitest'
import { buildBody, requestPath } from '../../../../src/clients/request-body.ts'

const fields = {
  api: 'chat',
  model: 'm',
  prompt: 'héllo',
  maxTokens: 7,
  stream: true,
  ignoreEos: false,
  extra: {},
} as const
const body = (changes: object) => JSON.parse(buildBody({ ...fields, ...changes }).toString('utf8'))

test('a streamed chat asks for usage', () => {
  expect(body({})).toEqual({
    model: 'm',
    messages: [{ role: 'user', content: 'héllo' }],
    max_tokens: 7,
    stream: true,
    stream_options: { include_usage: true },
  })
})

test('a plain completion in one piece has neither messages nor stream options', () => {
  expect(body({ api: 'completions', stream: false })).toEqual({
    model: 'm',
    prompt: 'héllo',
    max_tokens: 7,
    stream: false,
  })
})

test('exact output length is asked for by both fields that servers know', () => {
  expect(body({ ignoreEos: true })).toMatchObject({ ignore_eos: true, min_tokens: 7 })
})

test('what the user adds wins, and null takes a field away', () => {
  expect(body({ extra: { temperature: 0, stream_options: { include_usage: false } } })).toMatchObject({
    temperature: 0,
    stream_options: { include_usage: false },
  })
  const renamed = body({ extra: { max_tokens: null, max_completion_tokens: 9 } })
  expect(renamed).not.toHaveProperty('max_tokens')
  expect(renamed.max_completion_tokens).toBe(9)
})

test('the path goes with the api', () => {
  expect([requestPath('chat'), requestPath('completions')]).toEqual(['/chat/completions', '/completions'])
})
