import { expect, test } from 'vitest'
import { readText, refusalOf, rowsOf } from '../../../../../helpers/trace-case.ts'

const row = (over: object = {}) =>
  JSON.stringify({
    ...{ recorded_at: 1_795_290_709_422.277, api: 'chat', model: 'm', stream: true, max_tokens: null, status: 200 },
    ...{ outcome: 'ok', input_tokens: 100, input_counted_by: 'usage', output_tokens: 7, output_counted_by: 'usage' },
    ...{ cached_tokens: null, ttft_ms: 1, e2e_ms: 2, session: null, turn: null, think_ms: null },
    ...{ prompt_bytes: 400, block_bytes: 128, prompt_blocks: ['a', 'b', 'c'] },
    ...over,
  })
const segmentsOf = async (...rows: string[]) =>
  (await rowsOf(rows.join('\n'))).map(({ prompt }) => (prompt?.kind === 'segments' ? prompt.segments : []))

test('times are exact to the microsecond, lengths are those recorded', async () => {
  const text = [row(), row({ recorded_at: 1_795_290_709_422.279, input_tokens: 3, output_tokens: 1 })].join('\n')
  const { rows, format, notes } = await readText(text, 'a.jsonl')
  expect(format).toBe('recorded')
  expect(
    [...rows].map(({ timestampNs, inputTokens, outputTokens }) => [timestampNs, inputTokens, outputTokens]),
  ).toEqual([
    [0, 100, 7],
    [2000, 3, 1],
  ])
  expect(notes).toEqual([])
})

test('a block has the tokens of its bytes in the prompt where it first appears', async () => {
  const [segments = []] = await segmentsOf(row())
  expect(segments.map(({ tokens }) => tokens)).toEqual([32, 32, 32])
})

test('a later prompt shares whole blocks with the same tokens, however many tokens its own bytes have', async () => {
  const [first = [], second = []] = await segmentsOf(
    row(),
    row({ input_tokens: 500, prompt_bytes: 640, prompt_blocks: ['a', 'b', 'x', 'y', 'z'] }),
  )
  expect(second.slice(0, 2)).toEqual(first.slice(0, 2))
  expect(second[2]?.stream).not.toBe(first[2]?.stream)
  expect(second.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(500)
})

test('rows in order of their ends are put in order of arrival without a word', async () => {
  const { rows, notes } = await readText(
    [row({ output_tokens: 1, recorded_at: 1000 }), row({ recorded_at: 400 })].join('\n'),
  )
  expect([...rows].map(({ outputTokens }) => outputTokens)).toEqual([7, 1])
  expect(notes).toEqual([])
})

test('refused requests are left out, answers that broke off are not', async () => {
  const text = [
    row({ status: 429, input_tokens: null }),
    row({ outcome: 'cut', output_tokens: 2 }),
    row({ status: null }),
  ]
  expect((await rowsOf(text.join('\n'))).map(({ outputTokens }) => outputTokens)).toEqual([2])
})

test('sessions and texts are read where a row has them', async () => {
  const messages = [{ role: 'user', content: 'hello' }]
  const [read] = await rowsOf(row({ session: 's-1', turn: 0, think_ms: null, messages }))
  expect(read).toMatchObject({ session: { id: 's-1', turn: 0, thinkNs: null }, prompt: { kind: 'messages', messages } })
})

test.each([
  [{ prompt_blocks: 'a' }, 'prompt_blocks: expected a list of block ids, got "a"'],
  [{ prompt_blocks: ['a', 4] }, 'prompt_blocks.1: expected a block id, got 4'],
  [{ prompt_bytes: 10 }, 'prompt_bytes: expected at least 384 bytes for its blocks, got 10'],
  [{ input_tokens: -1 }, 'input_tokens: expected a whole number of tokens, got -1'],
  [{ input_tokens: null }, 'input_tokens: expected a whole number of tokens, got nothing'],
])('%j is refused with its place', async (over, message) => {
  const refusal = await refusalOf([row(), row(over)].join('\n'), 'a.jsonl')
  expect(refusal).toMatchObject({ code: 'source.unreadable', message: expect.stringMatching(/^a\.jsonl:2:\d+ /) })
  expect((refusal as Error).message).toContain(message)
})
