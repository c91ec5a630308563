import { gzipSync } from 'node:zlib'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readTrace } from '../../../../../../src/workload/sources/traces/read-trace.ts'
import { temporaryFolder } from '../../../../../helpers/temporary-folder.ts'
import { pieces, readText, refusalOf, tracePlan } from '../../../../../helpers/trace-case.ts'

const json = (...rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n')
/** Two requests in each format, the number of the second's tokens in (or out, where it has none in) being 4321. */
const samples: Readonly<Record<string, string>> = {
  azure:
    'TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,10,5\n2023-11-16 18:15:50.9951690,4321,6',
  burstgpt:
    'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,GPT-4,10,5,15,API log\n9,GPT-4,4321,6,4327,API log',
  vidur: 'arrived_at,num_prefill_tokens,num_decode_tokens\n0.5,10,5\n1.5,4321,6',
  table: 'input_tokens,output_tokens,timestamp\n10,5,1\n4321,6,2',
  mooncake: json(
    { timestamp: 0, input_length: 10, output_length: 5, hash_ids: [0] },
    { timestamp: 3000, input_length: 4321, output_length: 6, hash_ids: [0, 1] },
  ),
  aibrix: json(
    { timestamp: 0, requests: [{ 'Prompt Length': 10, 'Output Length': 5, prompt: 'a' }] },
    { timestamp: 9, requests: [{ 'Prompt Length': 4321, 'Output Length': 6, prompt: 'b' }] },
  ),
  llmservingsim: json(
    { input_toks: 10, output_toks: 5, arrival_time_ns: 1 },
    { input_toks: 4321, output_toks: 6, arrival_time_ns: 2 },
  ),
  'cc-traces': json(
    { session_id: 's', turn_index: 0, input_tokens: 10, output_tokens: 5, request_arrival_delta_s: 0 },
    { session_id: 's', turn_index: 1, input_tokens: 4321, output_tokens: 6, request_arrival_delta_s: 1 },
  ),
  exgentic: json(
    { session_id: 's', span_index: 0, start_time_s: 1, duration_ms: 5, input_tokens: 10, output_tokens: 5 },
    { session_id: 's', span_index: 1, start_time_s: 2, duration_ms: 5, input_tokens: 4321, output_tokens: 6 },
  ),
  lmcache: json(
    { session_id: 's', input_len: 10, output_tokens: 5, pre_gap_s: 0 },
    { session_id: 's', input_len: 4321, output_tokens: 6, pre_gap_s: 1 },
  ),
  recorded: json(
    ...[10, 4321].map((input_tokens, i) => ({
      ...{ recorded_at: 1000 + i, status: 200, input_tokens, output_tokens: 5, prompt_blocks: [], block_bytes: 64 },
      prompt_bytes: 40,
    })),
  ),
}

const lengthsOf = async (text: string) => {
  const { rows, format } = await readText(text)
  return { format, inputs: [...rows].map(({ inputTokens }) => inputTokens) }
}

describe.each(Object.keys(samples))('%s', (format) => {
  const text = samples[format] as string
  const good = { format, inputs: [10, 4321] }

  test.each([
    ['as it is', text],
    ['with a byte-order mark', `\ufeff${text}`],
    ['with CRLF and a last line end', `${text.replaceAll('\n', '\r\n')}\r\n`],
    ['with empty lines', `${text.replaceAll('\n', '\n\n')}\n\n`],
  ])('is read %s', async (_, changed) => {
    expect(await lengthsOf(changed)).toEqual(good)
  })

  test('is read packed, and refused where the pack was cut', async () => {
    const [folder, packed] = [temporaryFolder(), gzipSync(text)]
    const path = join(folder, 'trace.gz')
    writeFileSync(path, packed)
    expect((await readTrace(tracePlan(path))).format).toBe(format)
    writeFileSync(path, packed.subarray(0, packed.length - 12))
    await expect(readTrace(tracePlan(path))).rejects.toThrow(
      `${path}: expected a whole gzip file, got a damaged or cut one`,
    )
  })

  test.each(['-4321', '1e99', '0.5', '"many"'])(
    'a length of %s has line and column, and can be left out',
    async (length) => {
      const line = text.includes('{') ? 2 : 3
      const bad = text.replace('4321', text.includes('{') ? length : length.replaceAll('"', ''))
      const error = (await refusalOf(bad)) as Error
      expect(error.message).toMatch(new RegExp(`^a\\.csv:${line}:\\d+ .*expected .*, got `))
      const { rows, badRows } = await readTrace(tracePlan('a.csv', { skipBadRows: true }), pieces(bad))
      expect([rows.length, badRows]).toEqual([1, 1])
    },
  )

  test('a row cut in the middle is placed', async () => {
    const cut = text.slice(0, text.lastIndexOf(text.includes('{') ? ':' : ','))
    expect(((await refusalOf(cut)) as Error).message).toMatch(
      new RegExp(`^a\\.csv:${text.includes('{') ? 2 : 3}:\\d+ expected `),
    )
  })
})

test.each(['', '\n\n', '\ufeff', 'input_tokens,output_tokens\n', '[]'])('%j holds no request', async (text) => {
  expect(((await refusalOf(text)) as Error).message).toBe('a.csv: expected at least one request, got none')
})

test('a header that names a column twice is refused, as either could be meant', async () => {
  expect(((await refusalOf('input_tokens,output_tokens,input_tokens\n1,2,3')) as Error).message).toBe(
    'a.csv:2:1 expected a header that names each column once, got "input_tokens twice"',
  )
})
