/** Two requests of every format that is read record by record, and what its faults look like. */
export interface FormatSample {
  readonly text: string
  /** Input and output tokens of the two. */
  readonly lengths: readonly (readonly [number, number])[]
  /** Stands once in the text, in the second record. */
  readonly value: string
  /** What must not stand in its place. */
  readonly faults: readonly string[]
  /** Whether all of its rows tell when they came. */
  readonly hasTimes: boolean
}

const json = (...rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n')
const csv = (...rows: readonly string[]) => rows.join('\n')

/** Negative, absurd, broken and no numbers. */
const noLengths = ['-4321', '1e99', '0.5', '"many"']
const lengths = [
  [10, 5],
  [4321, 6],
] as const
const usual = { lengths, value: '4321', faults: noLengths, hasTimes: true }

const round = (input: number, output: number, second: number) => ({
  ...{ session_id: 's', input_tokens_total: input, prefix_tokens: 0, output_tokens: output },
  timing_events: [{ event_type: 'user_message', timestamp: `2026-06-01T05:40:${second}Z` }],
})
const span = (input: number, output: number, second: number) => ({
  ...{ trace_id: 't', span_id: `${second}`, start_time: `2026-02-25T12:00:${second}.000000` },
  attributes: { 'gen_ai.usage.prompt_tokens': input, 'gen_ai.usage.completion_tokens': output },
})
const talk = (id: string, question: string, answer: string) => ({
  id,
  conversations: [
    { from: 'human', value: question },
    { from: 'gpt', value: answer },
  ],
})
const batch = (max_tokens: number) => ({
  ...{ custom_id: 'r', method: 'POST', url: '/v1/chat/completions' },
  body: { model: 'm', messages: [{ role: 'user', content: '1234567' }], max_tokens },
})

/** By the name of the format. */
export const formatSamples: Readonly<Record<string, FormatSample>> = {
  azure: {
    ...usual,
    text: csv(
      'TIMESTAMP,ContextTokens,GeneratedTokens',
      '2023-11-16 18:15:46.6805900,10,5',
      '2023-11-16 18:15:50.9951690,4321,6',
    ),
  },
  burstgpt: {
    ...usual,
    text: csv(
      'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type',
      '5,GPT-4,10,5,15,API log',
      '9,GPT-4,4321,6,7777,API log',
    ),
  },
  vidur: { ...usual, text: csv('arrived_at,num_prefill_tokens,num_decode_tokens', '0.5,10,5', '1.5,4321,6') },
  table: { ...usual, text: csv('input_tokens,output_tokens,timestamp', '10,5,1', '4321,6,2') },
  'tracelab-csv': {
    ...usual,
    text: csv(
      'session_id,arrival_time,round_idx,prefix_len,input_len,output_len,tool_wait_after_ms',
      '0,117,0,0,10,5,300',
      '1,393,0,0,4321,6,0',
    ),
  },
  mooncake: {
    ...usual,
    text: json(
      { timestamp: 0, input_length: 10, output_length: 5, hash_ids: [0] },
      { timestamp: 3000, input_length: 4321, output_length: 6, hash_ids: [0, 1] },
    ),
  },
  aibrix: {
    ...usual,
    text: json(
      { timestamp: 0, requests: [{ 'Prompt Length': 10, 'Output Length': 5, prompt: 'a' }] },
      { timestamp: 9, requests: [{ 'Prompt Length': 4321, 'Output Length': 6, prompt: 'b' }] },
    ),
  },
  llmservingsim: {
    ...usual,
    text: json(
      { input_toks: 10, output_toks: 5, arrival_time_ns: 1 },
      { input_toks: 4321, output_toks: 6, arrival_time_ns: 2 },
    ),
  },
  'cc-traces': {
    ...usual,
    hasTimes: false,
    text: json(
      { session_id: 's', turn_index: 0, input_tokens: 10, output_tokens: 5, request_arrival_delta_s: 0 },
      { session_id: 's', turn_index: 1, input_tokens: 4321, output_tokens: 6, request_arrival_delta_s: 1 },
    ),
  },
  exgentic: {
    ...usual,
    text: json(
      { session_id: 's', span_index: 0, start_time_s: 1, duration_ms: 5, input_tokens: 10, output_tokens: 5 },
      { session_id: 's', span_index: 1, start_time_s: 2, duration_ms: 5, input_tokens: 4321, output_tokens: 6 },
    ),
  },
  lmcache: {
    ...usual,
    hasTimes: false,
    text: json(
      { session_id: 's', input_len: 10, output_tokens: 5, pre_gap_s: 0 },
      { session_id: 's', input_len: 4321, output_tokens: 6, pre_gap_s: 1 },
    ),
  },
  tracelab: { ...usual, text: json(round(10, 5, 20), round(4321, 6, 30)) },
  otel: { ...usual, text: json(span(10, 5, 20), span(4321, 6, 30)) },
  recorded: {
    ...usual,
    text: json(
      ...lengths.map(([input_tokens, output_tokens], i) => ({
        ...{ recorded_at: 1000 + i, status: 200, input_tokens, output_tokens, prompt_blocks: [], block_bytes: 64 },
        prompt_bytes: 40,
      })),
    ),
  },
  // Lengths of texts are a quarter of their letters, so a fault here is a text that is none.
  sharegpt: {
    text: json(talk('x', '1234', '12345678'), talk('y', '12345678', 'so long')),
    lengths: [
      [1, 2],
      [2, 2],
    ],
    value: '"so long"',
    faults: ['7', 'null', '["so long"]', '{}'],
    hasTimes: false,
  },
  'openai-batch': {
    text: json(batch(5), batch(4321)),
    lengths: [
      [2, 5],
      [2, 4321],
    ],
    value: '4321',
    faults: noLengths,
    hasTimes: false,
  },
}
