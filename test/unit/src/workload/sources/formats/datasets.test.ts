import { expect, test } from 'vitest'
import { readText, refusalOf, rowsOf } from '../../../../../helpers/trace-case.ts'

const lines = (...records: readonly object[]) => records.map((record) => JSON.stringify(record)).join('\n')

test('sharegpt: every answer is a request, asked for with all that was said before', async () => {
  const conversation = [
    { from: 'system', value: 'be brief' },
    { from: 'human', value: 'hello' },
    { from: 'gpt', value: 'hi there' },
    { from: 'human', value: 'bye' },
    { from: 'gpt', value: 'so long, and thanks' },
  ]
  const text = JSON.stringify([
    { id: 'x', conversations: conversation },
    { id: 'y', conversations: [{ from: 'gpt', value: 'an answer to nothing' }] },
    { id: 'z', conversations: [{ role: 'user', content: 'anyone?' }] },
  ])
  const rows = await rowsOf(text)
  expect(rows.map(({ session, outputTokens }) => [session?.id, session?.turn, outputTokens])).toEqual([
    ['x', 0, 2],
    ['x', 1, 5],
    ['z', 0, 128],
  ])
  expect(rows[1]?.prompt).toEqual({
    kind: 'messages',
    messages: [
      { role: 'system', content: 'be brief' },
      { role: 'user', content: 'hello' },
      { role: 'assistant', content: 'hi there' },
      { role: 'user', content: 'bye' },
    ],
  })
  expect(await refusalOf('[{"conversations": [{"from": "human"}]}]')).toMatchObject({
    message: 'a.csv:1:21 conversations.0: expected a message such as {"role": "user", "content": "..."}, got a mapping',
  })
})

test('openai-batch: max_tokens is the length of the answer, other fields go along, the model does not', async () => {
  const request = (body: object) => ({ custom_id: 'r', method: 'POST', url: '/v1/chat/completions', body })
  const messages = [{ role: 'user', content: 'hello' }]
  const rows = await rowsOf(
    lines(
      request({ model: 'gpt-4o', messages, max_tokens: 50, temperature: 0, stream: true }),
      request({ model: 'm', prompt: 'once upon', max_completion_tokens: 7, max_tokens: 9 }),
    ),
  )
  expect(rows).toEqual([
    {
      inputTokens: 2,
      outputTokens: 50,
      timestampNs: null,
      prompt: { kind: 'messages', messages },
      body: { temperature: 0 },
    },
    { inputTokens: 3, outputTokens: 7, timestampNs: null, prompt: { kind: 'text', text: 'once upon' } },
  ])
  expect(await refusalOf(lines(request({ messages: 'hello' })))).toMatchObject({
    message: 'a.csv:1:82 body.messages: expected a list of messages, got "hello"',
  })
})

test.each([
  ['plain CSV', 'input_tokens,output_tokens\n10,20\n', { inputTokens: 10, outputTokens: 20, timestampNs: null }],
  [
    'plain CSV with seconds',
    'input_tokens,output_tokens,timestamp\n10,20,5.5\n',
    { inputTokens: 10, outputTokens: 20, timestampNs: 0 },
  ],
  ['numbers without a header', '10,20\n30,40\n', { inputTokens: 10, outputTokens: 20 }],
  ['input lengths alone', 'input_length\n10\n', { inputTokens: 10, outputTokens: 128 }],
  [
    'a vLLM custom data set',
    '{"prompt": "12345678", "output_tokens": 9}\n',
    { inputTokens: 2, outputTokens: 9, prompt: { kind: 'text', text: '12345678' } },
  ],
  [
    'a GuideLLM data set',
    '{"prompt": "1234", "prompt_tokens_count": 3, "output_tokens_count": 4}\n',
    { inputTokens: 3, outputTokens: 4 },
  ],
  ['questions and answers', '[{"question": "1234", "answer": "12345678"}]', { inputTokens: 1, outputTokens: 2 }],
  ['columns with blanks and capitals', 'Prompt Tokens;Completion-Tokens\n1;2\n', { inputTokens: 1, outputTokens: 2 }],
  [
    'messages',
    '{"messages": [{"role": "user", "content": "1234"}, {"role": "assistant", "content": "12345678"}]}',
    { inputTokens: 1, outputTokens: 2 },
  ],
  ['turns', '{"turns": ["1234", "and then?"]}', { inputTokens: 1, prompt: { kind: 'text', text: '1234' } }],
])('table: %s', async (_, text, row) => {
  const read = await readText(text)
  expect(read.format).toBe('table')
  expect(read.rows.get(0)).toMatchObject(row)
})

test.each([
  ['timestamp_ms', [0, 500e6]],
  ['arrival_time_ns', [0, 500]],
  ['time (none)', [null, null]],
  ['arrived_at', [0, 500e9]],
])('table: the times of a column %s', async (name, times) => {
  const rows = await rowsOf(`${name},input_len,output_len\n1000,1,1\n1500,1,1\n`)
  expect(rows.map(({ timestampNs }) => timestampNs)).toEqual(times)
})

test.each([
  ['s', 1.7e9],
  ['ms', 1.7e12],
  ['us', 1.7e15],
  ['ns', 1.7e18],
])('table: bare times since 1970 are known to be in %s by the first of them', async (unit, start) => {
  const step = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 }[unit] as number
  const rows = await rowsOf(`timestamp,input_len,output_len\n${start},1,1\n${start + 2 * step},1,1\n`)
  expect(rows.map(({ timestampNs }) => timestampNs)).toEqual([0, 2e9])
})

test('table: columns of other names are told by the workload, which then decides', async () => {
  const text = 'a,b,c,input_tokens\n5,hello there,x,9\n'
  expect(await rowsOf(text, { columns: { input: 'a', prompt: 'b', session: 'c' } })).toMatchObject([
    { inputTokens: 5, prompt: { kind: 'text', text: 'hello there' }, session: { id: 'x' } },
  ])
})

test('table: a file with no column that is known names those it has', async () => {
  expect(await refusalOf('a,b\n1,x\n')).toMatchObject({
    code: 'source.unreadable',
    message: 'a.csv:2:1 expected a column of input lengths, prompts or messages, got "a, b"',
    hint: expect.stringContaining('columns'),
  })
})

test('table: a record may leave out what others have', async () => {
  const rows = await rowsOf(lines({ prompt: '1234' }, { prompt: '12345678', output_tokens: 5 }))
  expect(rows.map(({ outputTokens }) => outputTokens)).toEqual([128, 5])
  expect(await refusalOf(lines({ prompt: '1234' }, { prompt: null }))).toMatchObject({
    message: 'a.csv:2:11 prompt: expected an input length or a prompt, got nothing',
  })
})
