import { expect, test } from 'vitest'
import { readText, refusalOf, rowsOf } from '../../../../../helpers/trace-case.ts'

const header = 'TIMESTAMP,ContextTokens,GeneratedTokens'

test('azure: CRLF lines, seven-digit fractions and a last line without an end are read exactly', async () => {
  const text = `\uFEFF${header}\r\n2023-11-16 18:15:46.6805900,374,44\r\n2023-11-16 18:15:50.9951690,396,109\r\n2023-11-17 00:00:00.0000001,1,2`
  expect(await rowsOf(text)).toEqual([
    { inputTokens: 374, outputTokens: 44, timestampNs: 0 },
    { inputTokens: 396, outputTokens: 109, timestampNs: 4_314_579_000 },
    { inputTokens: 1, outputTokens: 2, timestampNs: 20_653_319_410_100 },
  ])
  expect((await readText(text)).format).toBe('azure')
})

test('azure: zones are taken into account', async () => {
  const rows = [
    '2024-05-10 00:00:00.009930+00:00,1,1',
    '2024-05-10T02:00:01.00993+02:00,1,1',
    '2024-05-10 00:00:02.00993Z,1,1',
    '2024-05-09 19:00:03.00993-0500,1,1',
    '2024-05-10 00:00:04.00993,1,1',
  ]
  const times = (await rowsOf([header, ...rows].join('\n'))).map(({ timestampNs }) => timestampNs)
  expect(times).toEqual([0, 1e9, 2e9, 3e9, 4e9])
})

const good = '2023-11-16 18:15:46.6805900,374,44'
test.each([
  [
    'a missing column',
    '2023-11-16 18:15:47,5',
    '3:22 expected 3 fields (TIMESTAMP,ContextTokens,GeneratedTokens), got 2',
  ],
  [
    'a fraction of a token',
    '2023-11-16 18:15:47,5.5,1',
    '3:21 ContextTokens: expected a whole number of tokens, got "5.5"',
  ],
  ['a negative count', '2023-11-16 18:15:47,5,-1', '3:23 GeneratedTokens: expected a whole number of tokens, got "-1"'],
  [
    'an absurd count',
    '2023-11-16 18:15:47,5,12345678901',
    '3:23 GeneratedTokens: expected at most 100000000 tokens, got "12345678901"',
  ],
  ['no count', '2023-11-16 18:15:47,,1', '3:21 ContextTokens: expected a whole number of tokens, got ""'],
  [
    'a time of another form',
    '11/16/2023 18:15,5,1',
    '3:1 TIMESTAMP: expected a time such as 2023-11-16 18:15:46.6805900, got "11/16/2023 18:15"',
  ],
  [
    'an hour that does not exist',
    '2023-11-16 25:15:47,5,1',
    '3:1 TIMESTAMP: expected a time such as 2023-11-16 18:15:46.6805900, got "2023-11-16 25:15:47"',
  ],
])('azure: %s is refused with its place', async (_, row, message) => {
  expect(await refusalOf(`${header}\n${good}\n${row}\n`)).toMatchObject({
    code: 'source.unreadable',
    message: `a.csv:${message}`,
  })
})

test('azure: the images of 2025 are passed over', async () => {
  expect(await rowsOf('TIMESTAMP,NumImages,ContextTokens,GeneratedTokens\n2024-10-15 00:00:01,2,5,6\n')).toMatchObject([
    { inputTokens: 5, outputTokens: 6 },
  ])
})

test('burstgpt: seconds, and sessions where the file has them', async () => {
  const columns = 'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type'
  expect(
    await rowsOf(`${columns}\n5,ChatGPT,472,18,490,Conversation log\n45.5,ChatGPT,1087,230,1317,API log\n`),
  ).toEqual([
    { inputTokens: 472, outputTokens: 18, timestampNs: 0 },
    { inputTokens: 1087, outputTokens: 230, timestampNs: 40.5e9 },
  ])
  const [row, later] = await rowsOf(
    'Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,s1,3,GPT-4,4,5,9,API log\n20,s1,2,GPT-4,9,5,14,API log\n',
  )
  expect(row?.session).toEqual({ id: 's1', turn: 0, thinkNs: null, offsetNs: 0 })
  expect(later?.session).toEqual({ id: 's1', turn: 1, thinkNs: 12e9, offsetNs: 15e9 })
})

test('mooncake: times are ms from the first row, blocks become segments that rows share', async () => {
  const text = `{"timestamp": 3000, "input_length": 1200, "output_length": 500, "hash_ids": [0, 1, 2]}
{"timestamp": 4500.5, "input_length": 600, "output_length": 0, "hash_ids": [0, 7]}\r
`
  const rows = await rowsOf(text)
  expect(rows.map(({ timestampNs, outputTokens }) => [timestampNs, outputTokens])).toEqual([
    [0, 500],
    [1500.5e6, 1],
  ])
  const [first, second] = rows.map(({ prompt }) => (prompt?.kind === 'segments' ? prompt.segments : []))
  expect(first).toHaveLength(3)
  expect(second?.[0]).toEqual(first?.[0])
  expect(second?.[1]).not.toEqual(first?.[1])
  expect((await rowsOf(text, { sharing: false }))[0]).not.toHaveProperty('prompt')
})

const line = '{"timestamp": 5, "input_length": 1, "output_length": 1}\n'
test.each([
  ['text that is not JSON', `${line}oops`, '2:1 expected a JSON object, got "oops"'],
  ['half a line', `${line}{"timestamp": 5, "inp`, '2:18 expected a JSON object, got "\\"inp"'],
  [
    'a missing length',
    `${line}{"timestamp": 5, "output_length": 1}`,
    '2:1 input_length: expected a whole number of tokens, got nothing',
  ],
  [
    'a length in words',
    `${line}{"timestamp": 5, "input_length": 1, "output_length": "one"}`,
    '2:54 output_length: expected a whole number of tokens, got "one"',
  ],
  [
    'a missing time',
    `${line}{"input_length": 1, "output_length": 1}`,
    '2:1 timestamp: expected a time in ms, got nothing',
  ],
  [
    'a bad block id',
    `${line}{"timestamp": 5, "input_length": 1, "output_length": 1, "hash_ids": [1, null]}`,
    '2:73 hash_ids.1: expected a block id, got nothing',
  ],
])('mooncake: %s is refused with its place', async (_, text, message) => {
  expect(await refusalOf(text, 'a.jsonl')).toMatchObject({ code: 'source.unreadable', message: `a.jsonl:${message}` })
})

test('vidur: lengths, with arrival times in seconds where there are any', async () => {
  expect(await rowsOf('arrived_at,num_prefill_tokens,num_decode_tokens\n1.5,10,20\n2,30,40\n')).toEqual([
    { inputTokens: 10, outputTokens: 20, timestampNs: 0 },
    { inputTokens: 30, outputTokens: 40, timestampNs: 0.5e9 },
  ])
  const rows = await rowsOf('num_prefill_tokens,num_decode_tokens,num_total_tokens,pd_ratio\n10,20,30,0.5\n')
  expect(rows).toEqual([{ inputTokens: 10, outputTokens: 20, timestampNs: null }])
})

test('aibrix: each request of a tick is one, with its text', async () => {
  const text =
    '{"timestamp": 21, "requests": [{"Prompt Length": 3, "Output Length": 22, "prompt": "Where is Beijing"}, {"prompt_length": null, "output_length": 4, "prompt": "12345678"}]}\n'
  expect(await rowsOf(text)).toEqual([
    { inputTokens: 3, outputTokens: 22, timestampNs: 0, prompt: { kind: 'text', text: 'Where is Beijing' } },
    { inputTokens: 2, outputTokens: 4, timestampNs: 0, prompt: { kind: 'text', text: '12345678' } },
  ])
  expect(
    await refusalOf(
      '{"timestamp": 1, "requests": [{"prompt": "a", "output_length": 1}, {"prompt": "", "output_length": 1}]}',
    ),
  ).toMatchObject({
    message: 'a.csv:1:79 requests.1.prompt: expected a text, got ""',
  })
})

test('llmservingsim: token ids become blocks of 16 that are shared where all before is the same', async () => {
  const ids = (first: number, n: number) => Array.from({ length: n }, (_, i) => first + i)
  const row = (toks: readonly number[]) =>
    JSON.stringify({ input_toks: toks.length, output_toks: 1, arrival_time_ns: 1000, input_tok_ids: toks })
  const rows = await rowsOf([row(ids(0, 40)), row([...ids(0, 16), ...ids(100, 16)]), row(ids(16, 16))].join('\n'))
  const streams = rows.map(({ prompt }) =>
    prompt?.kind === 'segments' ? prompt.segments.map(({ stream }) => stream) : [],
  )
  expect(streams).toEqual([[0, 1], [0, 2], [3]])
})
