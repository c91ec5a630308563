import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { describe } from '../../../../../../src/stats/distribution.ts'
import { readTrace } from '../../../../../../src/workload/sources/traces/read-trace.ts'
import { readText, tracePlan } from '../../../../../helpers/trace-case.ts'

/** Samples without published figures, read a second time here by nothing but JSON.parse and split. */
const folder = new URL('../../../../../../../shared/data/traces/', import.meta.url).pathname
const withSample = (file: string, name: string, run: (text: string, path: string) => Promise<void>) =>
  test.skipIf(!existsSync(`${folder}${file}`))(`${file} ${name} (needs ../shared/data/traces)`, () =>
    run(readFileSync(`${folder}${file}`, 'utf8'), `${folder}${file}`),
  )

/** Hyndman-Fan type 7, written anew. */
function quantiles(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b)
  return [0.5, 0.9, 0.99].map((share) => {
    const place = (sorted.length - 1) * share
    const [low, high] = [sorted[Math.floor(place)] as number, sorted[Math.ceil(place)] as number]
    return low + (high - low) * (place - Math.floor(place))
  })
}
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

interface Wanted {
  readonly format: string
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
}

async function expectFigures(read: Awaited<ReturnType<typeof readText>>, { format, inputs, outputs }: Wanted) {
  expect([read.format, read.rows.length, read.badRows]).toEqual([format, inputs.length, 0])
  const rows = [...read.rows]
  for (const [got, wanted] of [
    [rows.map(({ inputTokens }) => inputTokens), inputs],
    [rows.map(({ outputTokens }) => outputTokens), outputs],
  ] as const) {
    const { p50, p90, p99 } = describe(got)
    expect([p50, p90, p99, sum(got)].map((value) => (value ?? 0).toFixed(6))).toEqual(
      [...quantiles(wanted), sum(wanted)].map((value) => value.toFixed(6)),
    )
  }
}

/** Rows of a CSV of numbers without its header. */
const table = (text: string) => {
  const [head = '', ...lines] = text.trim().split(/\r?\n/)
  return lines.map((line) =>
    Object.fromEntries(line.split(',').map((field, i) => [head.split(',')[i] as string, field])),
  )
}

withSample('tracelab/multi_session_large.csv', 'is what its rows say, session by session', async (text, path) => {
  const rows = table(text)
  expect(rows).toHaveLength(303)
  const number = (name: string) => rows.map((row) => Number(row[name]))
  const [prefix, input] = [number('prefix_len'), number('input_len')]
  const read = await readTrace(tracePlan(path))
  await expectFigures(read, {
    format: 'tracelab-csv',
    inputs: prefix.map((tokens, i) => tokens + (input[i] as number)),
    outputs: number('output_len'),
  })
  const got = [...read.rows]
  expect(new Set(got.map(({ session }) => session?.id)).size).toBe(48)
  expect(got.map(({ session }) => session?.turn)).toEqual(number('round_idx'))
  const waits = number('tool_wait_after_ms')
  expect(got.map(({ session }) => session?.thinkNs)).toEqual(
    number('round_idx').map((round, i) => (round === 0 ? null : (waits[i - 1] as number) * 1e6)),
  )
})

interface Span {
  readonly start_time: string
  readonly trace_id: string
  readonly attributes: Readonly<Record<string, unknown>>
}

for (const [file, count] of [
  ['otel_code_review_workflow', 15],
  ['otel_multi_agent_research', 12],
  ['otel_parallel_requests', 5],
  ['otel_prefix_sharing_example', 7],
] as const) {
  withSample(`inference-perf/${file}.json`, 'has its spans, usage, sessions and span of time', async (text, path) => {
    const { spans } = JSON.parse(text) as { spans: Span[] }
    expect(spans).toHaveLength(count)
    // Three of the files tell no usage: a token is taken for four letters then.
    const lengths = (kind: string, letters: (attributes: Span['attributes']) => number) =>
      spans.map(({ attributes }) => {
        const usage = attributes[`gen_ai.usage.${kind}_tokens`]
        return usage === undefined ? Math.ceil(letters(attributes) / 4) : Number(usage)
      })
    const read = await readTrace(tracePlan(path))
    await expectFigures(read, {
      format: 'otel',
      inputs: lengths('prompt', (attributes) => {
        const messages = JSON.parse(String(attributes['gen_ai.input.messages'])) as { content: string }[]
        return sum(messages.map(({ content }) => content.length))
      }),
      outputs: lengths('completion', (attributes) => String(attributes['gen_ai.output.text']).length),
    })
    const rows = [...read.rows]
    const sessions = new Set(spans.map((span) => span.attributes['exgentic.session.id'] ?? span.trace_id))
    expect(new Set(rows.map(({ session }) => session?.id))).toEqual(sessions)
    const starts = spans.map(({ start_time }) => Date.parse(/[Z+]/.test(start_time) ? start_time : `${start_time}Z`))
    expect((rows.at(-1)?.timestampNs ?? 0) / 1e6).toBe(Math.max(...starts) - Math.min(...starts))
    const prompts = spans.map(({ attributes }) => JSON.parse(String(attributes['gen_ai.input.messages'])) as unknown)
    expect(rows.map(({ prompt }) => prompt?.kind === 'messages' && JSON.stringify(prompt.messages)).sort()).toEqual(
      prompts.map((messages) => JSON.stringify(messages)).sort(),
    )
  })
}

for (const [file, count] of [
  ['one_request', 1],
  ['ten_requests', 10],
] as const) {
  withSample(`aibrix/${file}.jsonl`, 'has its requests, times and texts', async (text, path) => {
    type Line = { timestamp: number; requests: { 'Prompt Length': number; 'Output Length': number; prompt: string }[] }
    const lines = text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as Line)
    const requests = lines.flatMap((line) => line.requests)
    expect(requests).toHaveLength(count)
    const read = await readTrace(tracePlan(path))
    await expectFigures(read, {
      format: 'aibrix',
      inputs: requests.map((request) => request['Prompt Length']),
      outputs: requests.map((request) => request['Output Length']),
    })
    const rows = [...read.rows]
    expect(rows.map(({ prompt }) => prompt)).toEqual(requests.map(({ prompt }) => ({ kind: 'text', text: prompt })))
    expect(rows.map(({ timestampNs }) => timestampNs)).toEqual(
      lines.flatMap((line) => line.requests.map(() => (line.timestamp - (lines[0]?.timestamp ?? 0)) * 1e6)),
    )
  })
}

/** Seconds since the first row of an Azure trace of one day, to the 100 ns. */
function azureSeconds(rows: readonly Readonly<Record<string, string>>[]): number[] {
  const ticks = rows.map(({ TIMESTAMP = '' }) => {
    const [hours = '', minutes = '', seconds = ''] = TIMESTAMP.slice(11).split(':')
    return Number(hours) * 36e9 + Number(minutes) * 6e8 + Math.round(Number(seconds) * 1e7)
  })
  return ticks.map((tick) => (tick - (ticks[0] as number)) / 1e7)
}

for (const kind of ['code', 'conv']) {
  const file = `azure-llm-2023/AzureLLMInferenceTrace_${kind}.csv`
  withSample(file, "in Vidur's columns (splitwise) has the same requests at the same times", async (text, path) => {
    const rows = table(text)
    const [times, inputs, outputs] = [
      azureSeconds(rows),
      rows.map((r) => r['ContextTokens']),
      rows.map((r) => r['GeneratedTokens']),
    ]
    const splitwise = [
      'arrived_at,num_prefill_tokens,num_decode_tokens',
      ...times.map((at, i) => `${at},${inputs[i]},${outputs[i]}`),
    ]
    const [read, azure] = [await readText(splitwise.join('\n')), await readTrace(tracePlan(path))]
    await expectFigures(read, { format: 'vidur', inputs: inputs.map(Number), outputs: outputs.map(Number) })
    const gaps = [...read.rows].map(({ timestampNs }, i) =>
      Math.abs((timestampNs ?? 0) - (azure.rows.get(i).timestampNs ?? 0)),
    )
    expect(Math.max(...gaps)).toBeLessThan(1000) // seconds as a double
    expect((read.rows.get(rows.length - 1).timestampNs ?? 0) / 1e9).toBeCloseTo(times.at(-1) as number, 6)
  })

  withSample(file, 'has the requests of its first twenty rows alone (as inference-perf replays them)', async (text) => {
    const rows = table(text).slice(0, 20)
    const read = await readText(text.split('\n').slice(0, 21).join('\n'))
    await expectFigures(read, {
      format: 'azure',
      inputs: rows.map((row) => Number(row['ContextTokens'])),
      outputs: rows.map((row) => Number(row['GeneratedTokens'])),
    })
    const wanted = azureSeconds(rows)
    for (const [i, { timestampNs }] of [...read.rows].entries())
      expect((timestampNs ?? 0) / 1e9).toBeCloseTo(wanted[i] as number, 6)
  })
}
