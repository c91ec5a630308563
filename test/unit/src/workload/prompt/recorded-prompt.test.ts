import { expect, test } from 'vitest'
import { fakeClock } from '../../../../../src/core/clock.ts'
import type { Tokenizer } from '../../../../../src/core/tokenizer.ts'
import { recordedContent, recordedPrompt } from '../../../../../src/workload/prompt/recorded-prompt.ts'
import type { PlannedRequest } from '../../../../../src/workload/planned-request.ts'
import { countTexts } from '../../../../../src/workload/sources/count-texts.ts'
import { all } from '../../../../helpers/schedule-case.ts'
import { sourceOf } from '../../../../helpers/trace-case.ts'

/** A token for every letter, three more around a chat message, one around a prompt. */
const letters: Tokenizer = {
  name: 'letters',
  fidelity: 'target',
  encode: async (text) => Array.from(text, (letter) => letter.codePointAt(0) ?? 0),
  overhead: { chat: 3, completion: 1 },
}
const prompt = (request: PlannedRequest, api: 'chat' | 'completions' = 'chat') => {
  const content = recordedContent(request)
  return content === null ? null : recordedPrompt(request, content, api, letters)
}
const batch = (body: object) => JSON.stringify({ custom_id: 'r', method: 'POST', url: '/v1', body })
const messages = [
  { role: 'system', content: 'short' },
  { role: 'user', content: 'a longer message' },
]
const requestsOf = async (text: string, over = '') => {
  const source = await sourceOf(text)
  const counted = await countTexts(source, letters, { api: 'chat', most: 100, clock: fakeClock(), mostNs: 1e9 })
  return all(`requests: {source: {dataset: a.csv}${over}}\ncount: 2\narrival: {process: constant}`, counted)
}

test('recorded texts are sent as they are, and their lengths are those the target counts', async () => {
  const [first, second] = await requestsOf(
    `{"prompt": "hello", "output_tokens": 4}\n{"prompt": "you", "output_tokens": 5}`,
  )
  expect([first?.inputTokens, second?.inputTokens, second?.outputTokens]).toEqual([8, 6, 5])
  expect(await prompt(first as PlannedRequest)).toBe('hello')
})

test('messages are sent as messages, or one below the other where the API takes a text', async () => {
  const [request] = await requestsOf(batch({ messages, max_tokens: 5, temperature: 0 }))
  expect(request?.body).toEqual({ temperature: 0 })
  expect(await prompt(request as PlannedRequest)).toEqual(messages)
  expect(await prompt(request as PlannedRequest, 'completions')).toBe('short\n\na longer message')
})

test('what does not fit the context loses its end, a conversation that of its longest message', async () => {
  const limit = (tokens: number) => `, contextLimit: {tokens: ${tokens}, rule: scale}`
  const [text] = await requestsOf('{"prompt": "hello world", "output_tokens": 4}', limit(12))
  expect(text?.inputTokens).toBe(8)
  expect(await prompt(text as PlannedRequest)).toBe('hello')
  const [chat] = await requestsOf(batch({ messages, max_tokens: 4 }), limit(20))
  expect(await prompt(chat as PlannedRequest)).toEqual([messages[0], { role: 'user', content: 'a longer' }])
})

test('requests without recorded text have none', () => {
  const [request] = all('requests: {source: {synthetic: {}}}\ncount: 1\narrival: {process: constant}')
  expect(recordedContent(request as PlannedRequest)).toBeNull()
})

test('texts that a run does not reach keep their estimates, which is said', async () => {
  const source = await sourceOf(
    '{"prompt": "12345678", "output_tokens": 4}\n{"prompt": "12345678", "output_tokens": 5}',
  )
  const counted = await countTexts(source, letters, { api: 'completions', most: 1, clock: fakeClock(), mostNs: 1e9 })
  expect([...(counted.rows ?? [])].map(({ inputTokens }) => inputTokens)).toEqual([9, 2])
  expect(counted.notes).toEqual(['a.csv: 1 prompts that this run will not reach keep estimated lengths'])
  expect(counted.largestTokens).toBe(13)
})
