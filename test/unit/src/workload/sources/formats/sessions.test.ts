import { expect, test } from 'vitest'
import { readText, refusalOf, rowsOf } from '../../../../../helpers/trace-case.ts'
import type { SourceRow } from '../../../../../../src/workload/sources/request-source.ts'

const segments = ({ prompt }: SourceRow) =>
  prompt?.kind === 'segments' ? prompt.segments.map(({ stream, tokens }) => [stream, tokens]) : []
const lines = (records: readonly object[]) => records.map((record) => JSON.stringify(record)).join('\n')

test('cc-traces: turns in their session, with think time and time since its start; no times common to all', async () => {
  const turn = (session_id: string, turn_index: number, input_tokens: number, think: number | undefined) => ({
    ...{ session_id, turn_index, input_tokens, output_tokens: 5, request_arrival_delta_s: 10 * turn_index },
    ...(think === undefined ? {} : { think_time_s: think }),
  })
  const rows = await rowsOf(
    lines([turn('a', 0, 100, 0), turn('b', 0, 50, undefined), turn('a', 1, 150, 1.5), turn('a', 2, 30, 2)]),
  )
  expect(rows.map(({ session, timestampNs }) => [session, timestampNs])).toEqual([
    [{ id: 'a', turn: 0, thinkNs: 0, offsetNs: 0 }, null],
    [{ id: 'b', turn: 0, thinkNs: null, offsetNs: 0 }, null],
    [{ id: 'a', turn: 1, thinkNs: 1.5e9, offsetNs: 10e9 }, null],
    [{ id: 'a', turn: 2, thinkNs: 2e9, offsetNs: 20e9 }, null],
  ])
  // a grows by 50 tokens, then begins anew with 30
  expect(rows.map(segments)).toEqual([[[0, 100]], [[1, 50]], [[0, 150]], [[2, 30]]])
})

test('exgentic: think time runs from the end of the span before', async () => {
  const span = (span_index: number, start_time_s: number) => ({
    ...{ session_id: 's', span_index, start_time_s, duration_ms: 1500, input_tokens: 10, output_tokens: 1 },
  })
  const rows = await rowsOf(lines([span(0, 1776685494.855935), span(1, 1776685498.855935), span(2, 1776685499)]))
  expect(rows.map(({ session }) => [session?.thinkNs, session?.offsetNs])).toEqual([
    [null, 0],
    [2.5e9, 4e9],
    [0, 4_144_065_000 - 59],
  ])
  expect(rows[1]?.timestampNs).toBe(4e9)
})

test('lmcache: an input length of 0 is one that was not recorded', async () => {
  const read = await readText(
    lines([
      { session_id: 's', input_len: 0, output_tokens: 90, pre_gap_s: 0.7428 },
      { session_id: 's', input_len: 20, output_tokens: 9, pre_gap_s: 0 },
    ]),
  )
  expect([...read.rows].map(({ inputTokens, session }) => [inputTokens, session?.thinkNs])).toEqual([
    [512, 742_800_000],
    [20, 0],
  ])
  expect(read.notes).toEqual([
    '1 rows do not tell their input length: drawn from missing.input',
    'the turns of 1 sessions are replayed as independent requests whose prompts begin with the ones before; source.sessions plays them',
  ])
})

test('tracelab: a request is due at its last input, and shares with the round before what the trace says', async () => {
  const round = (input: number, prefix: number, events: readonly (readonly [string, string])[]) => ({
    ...{ session_id: 's', input_tokens_total: input, prefix_tokens: prefix, output_tokens: 7 },
    timing_events: events.map(([event_type, time]) => ({ event_type, timestamp: `2026-06-01T05:40:${time}Z` })),
  })
  const rows = await rowsOf(
    lines([
      round(100, 0, [
        ['user_message', '20.000'],
        ['text', '29.500'],
      ]),
      round(150, 100, [
        ['tool_result', '30.000'],
        ['tool_result', '31.000'],
        ['reasoning', '40.000'],
      ]),
      round(90, 60, [['user_message', '59.000']]),
    ]),
  )
  expect(rows.map(({ timestampNs, session }) => [timestampNs, session?.thinkNs])).toEqual([
    [0, null],
    [11e9, 1.5e9],
    [39e9, 19e9],
  ])
  expect(rows.map(segments)).toEqual([
    [[0, 100]],
    [[0, 150]],
    [
      [0, 60],
      [1, 30],
    ],
  ])
})

test('tracelab-csv: a prompt is prefix and new input, later rounds wait for their tools', async () => {
  const read = await readText(
    'session_id,arrival_time,round_idx,prefix_len,input_len,output_len,tool_wait_after_ms\n0,117,0,0,200,20,300\n0,117,1,220,30,5,0\n1,393,0,0,80,7,0\n',
  )
  const rows = [...read.rows]
  expect(rows.map(({ inputTokens, session }) => [inputTokens, session?.id, session?.turn, session?.thinkNs])).toEqual([
    [200, '0', 0, null],
    [250, '0', 1, 300e6],
    [80, '1', 0, null],
  ])
  expect(rows.map(segments)).toEqual([[[0, 200]], [[0, 250]], [[1, 80]]])
  expect(read.notes).toEqual([
    'the turns of 2 sessions are replayed as independent requests whose prompts begin with the ones before; source.sessions plays them',
    'only some rows have a time: none of the times is used',
  ])
})

const span = (attributes: object) => ({
  ...{ trace_id: 't', span_id: 'a', start_time: '2026-02-25T12:00:00.000000' },
  attributes,
})

test('otel: usage where it was recorded, messages as they were, the answer for its length', async () => {
  const messages = [{ role: 'user', content: 'What is 2 + 2?' }]
  const rows = await rowsOf(
    JSON.stringify(
      {
        spans: [
          span({
            'gen_ai.usage.prompt_tokens': 45,
            'gen_ai.usage.completion_tokens': 15,
            'gen_ai.input.messages': JSON.stringify(messages),
          }),
          span({ 'gen_ai.input.messages': JSON.stringify(messages), 'gen_ai.output.text': '12345678' }),
        ],
      },
      null,
      2,
    ),
  )
  expect(rows).toMatchObject([
    {
      inputTokens: 45,
      outputTokens: 15,
      timestampNs: 0,
      prompt: { kind: 'messages', messages },
      session: { id: 't', turn: 0 },
    },
    { inputTokens: 4, outputTokens: 2, session: { id: 't', turn: 1 } },
  ])
  expect(await refusalOf(JSON.stringify(span({ 'gen_ai.input.messages': 'oops' })))).toMatchObject({
    message: expect.stringContaining('attributes.gen_ai.input.messages: expected a JSON list of messages, got "oops"'),
  })
})

test('a session that a trace leaves and comes back to goes on with its own prompt', async () => {
  const table = 'session_id,input_tokens,output_tokens\na,10,1\nb,20,1\na,15,1\nb,25,1\n'
  expect((await rowsOf(table)).map(segments)).toEqual([[[0, 10]], [[1, 20]], [[0, 15]], [[1, 25]]])
})
