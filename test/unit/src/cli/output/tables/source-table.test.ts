import { expect, test } from 'vitest'
import { sourceTable } from '../../../../../../src/cli/output/tables/source-table.ts'
import { textStyle } from '../../../../../../src/cli/output/text/text-style.ts'
import { inspectSource } from '../../../../../../src/workload/inspect/inspect-source.ts'
import { sourceOf } from '../../../../../helpers/trace-case.ts'

const style = textStyle({ write: () => {}, isTerminal: false, columns: 80 }, { LANG: 'C' })

test('a source is drawn with its lengths, times, sharing and what was done to it', async () => {
  const rows = [
    { timestamp: 0, input_length: 512, output_length: 4, hash_ids: [0] },
    { timestamp: 4000, input_length: 1024, output_length: 0, hash_ids: [0, 1] },
    { timestamp: 2000, input_length: 600, output_length: 5, hash_ids: [0, 2] },
  ]
  const source = await sourceOf(rows.map((row) => JSON.stringify(row)).join('\n'), 'a.jsonl')
  const text = sourceTable(inspectSource(source), 'a.jsonl', style)
  expect(text).toContain('  format       mooncake\n  requests     3\n')
  expect(text).toContain('  prompts      mean 712, p50 600')
  expect(text).toContain('  times        4 s at 0.75 requests/s, at most 1 in a second\n')
  expect(text).toContain('47.9 % of prompt tokens stand at the beginning')
  expect(text).toMatch(/ {2}512-1,023 +66\.7 % {2}#{40}\n {2}1,024-2,047 +33\.3 % {2}#{20}\n/)
  expect(text).toMatch(/requests over 4 s, up to 15\.0 requests\/s\n {2}# {29}# {28}#\n/)
  expect(text).toContain('  note  1 rows had 0 tokens in or out and are asked for with 1\n')
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
})

test('lengths that the file does not tell are said to be none, and nothing is made of them', async () => {
  const row = (gap: number) => JSON.stringify({ session_id: 's', input_len: 0, output_tokens: 7, pre_gap_s: gap })
  const text = sourceTable(inspectSource(await sourceOf([row(0), row(2)].join('\n'), 'a')), 'a', style)
  expect(text).toMatch(/prompts +the file does not tell how long: a run takes missing\.input of its\n +workload/)
  expect(text).toMatch(/answers +mean 7, p50 7, p90 7, p99 7, largest 7 tokens\n/)
  for (const word of ['correlation', 'sharing', 'growth', 'prompt tokens']) expect(text).not.toContain(word)
})

test('rates below one in a minute are told by the hour, and lengths without needless digits', async () => {
  const rows = ['timestamp,input_len,output_len', ...[0, 7200, 14_400].map((at) => `${at},64,1`)].join('\n')
  const text = sourceTable(inspectSource(await sourceOf(rows, 'a')), 'a', style)
  expect(text).toContain('times        4h00m at 0.75 requests/h, at most 1 in a second\n')
  expect(text).toContain('prompts      mean 64, p50 64')
  expect(text).toMatch(/answer tokens\n {2}1 {2}100 %/)
})

test('one request, or all at once, has no rate and no burstiness', async () => {
  const text = sourceTable(inspectSource(await sourceOf('timestamp,input_len,output_len\n5,64,1\n', 'a')), 'a', style)
  expect(text).toMatch(/\n {2}times +all at once\n/)
  expect(text).not.toMatch(/burstiness|correlation/)
})

test('sessions, texts and sources that draw say what they are', async () => {
  const chat = await sourceOf('session_id,prompt\na,12345678\na,1234567812345678\n')
  const text = sourceTable(inspectSource(chat), 'chat', style)
  expect(text).toMatch(/sessions +1 of 2\.00 requests/)
  expect(text).toMatch(/texts +2 recorded prompts, 2 of them different/)
  expect(text).toMatch(/times +none, or within its sessions at most/)
  const drawn = { ...chat, rows: null, draw: () => ({ inputTokens: 1, outputTokens: 1, timestampNs: null }) }
  expect(sourceTable(inspectSource(drawn), 'd', style)).toContain('requests     drawn without end')
})
