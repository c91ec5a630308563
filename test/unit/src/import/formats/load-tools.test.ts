import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { detectFormat, importFormats } from '../../../../../src/import/detect-format.ts'
import type { ImportedRun, ImportFile } from '../../../../../src/import/imported-run.ts'
import { openFile } from '../../../../../src/import/reading/open-file.ts'
import { importedRuns, jsonFile, numbersIn, ours } from '../../../../helpers/import-samples.ts'

// llama-bench, llama-batched-bench and autocannon: recorded here. The rest: made after documentation and sources of the tools.
const fixture = (name: string): ImportFile =>
  openFile(name, readFileSync(resolve(import.meta.dirname, '../../../../fixtures/import', name), 'utf8'))
const runsOf = (name: string) => importedRuns(fixture(name))
const only = (name: string) => runsOf(name)[0] as ImportedRun

const expected = {
  'llama-bench.json': 'llama-bench',
  'llama-bench.jsonl': 'llama-bench',
  'llama-bench.csv': 'llama-bench',
  'llama-bench.md': 'llama-bench',
  'llama-batched-bench.jsonl': 'llama-batched-bench',
  'llama-batched-bench.md': 'llama-batched-bench',
  'autocannon.json': 'autocannon',
  'oha.json': 'oha',
  'wrk2.txt': 'wrk2',
  'k6-summary-export.json': 'k6-summary',
  'k6-handle-summary.json': 'k6-summary',
  'k6-points.jsonl': 'k6-points',
  'mlperf_log_summary.txt': 'mlperf-summary',
  'mlperf_log_detail.txt': 'mlperf-detail',
}

test.each(Object.entries(expected))('%s is of %s and of no other format', (name, format) => {
  const file = fixture(name)
  expect(importFormats.filter((each) => each.matches(file)).map((each) => each.name)).toEqual([format])
  expect(detectFormat(file).name).toBe(format)
})

/** Numbers of a JSON value that neither a figure nor a setting of the run holds. */
function lost(value: unknown, { figures, settings }: ImportedRun): string[] {
  const kept = new Map<string, unknown>([
    ...Object.entries(settings),
    ...figures.map(({ key, value: held }) => [key, held] as const),
  ])
  return numbersIn(value).flatMap(([key, number]) => (kept.get(key) === number ? [] : [key]))
}

test.each([
  'llama-bench.json',
  'llama-bench.jsonl',
  'llama-batched-bench.jsonl',
  'autocannon.json',
  'oha.json',
  'k6-summary-export.json',
  'k6-handle-summary.json',
])('every number of %s is a figure or a setting of its run', (name) => {
  const { content } = fixture(name)
  const value = content.kind === 'lines' ? content.rows.map((row) => row.value) : (content as { value: unknown }).value
  const values = Array.isArray(value) ? value : [value]
  const runs = runsOf(name)
  expect(runs).toHaveLength(values.length)
  for (const [index, run] of runs.entries()) expect(lost(values[index], run)).toEqual([])
})

test.each(['wrk2.txt', 'mlperf_log_summary.txt'])('every number after a key of %s is kept', (name) => {
  const { figures, settings, target } = only(name)
  const kept = [
    ...figures.map(({ value }) => Number(value)),
    ...Object.values({ ...settings, ...target.facts }).map(Number),
  ]
  const numbers = [...fixture(name).text.matchAll(/(?::\s+|=\s+|^\s+[\d.]+%\s+)(\d+(?:\.\d+)?)/gm)].map(([, number]) =>
    Number(number),
  )
  expect(numbers.length).toBeGreaterThan(15)
  expect(numbers.filter((number) => !kept.includes(number))).toEqual([])
})

test('llama-bench: the rate of a test belongs to the prompt or to the answer, by what it measured', () => {
  const [prompt, answer] = runsOf('llama-bench.json') as [ImportedRun, ImportedRun]
  expect(prompt.name).toContain('pp16')
  expect(ours(prompt, 'throughput.inputTokensPerS')).toBe(176.125319)
  expect(ours(prompt, 'throughput.outputTokensPerS')).toBeUndefined()
  expect(answer.name).toContain('tg8')
  expect(ours(answer, 'throughput.outputTokensPerS')).toBeGreaterThan(0)
  expect(prompt.window.durationNs).toBe(81732363 + 102243118)
  expect(prompt).toMatchObject({
    toolVersion: 'sdist-0.3.36 0',
    settings: { n_threads: 1, type_k: 'f16' },
    records: null,
  })
})

test('llama-bench: JSON lines, CSV and Markdown tell the same tests', () => {
  for (const form of ['jsonl', 'csv', 'md']) {
    const runs = runsOf(`llama-bench.${form}`)
    expect(runs.map(({ name }) => name.split(', ').slice(1).join(', '))).toEqual(['pp16, 1 thread', 'tg8, 1 thread'])
    expect(ours(runs[0] as ImportedRun, 'throughput.inputTokensPerS')).toBeGreaterThan(0)
    expect(ours(runs[1] as ImportedRun, 'throughput.outputTokensPerS')).toBeGreaterThan(0)
  }
  const [first] = runsOf('llama-bench.md') as [ImportedRun]
  expect(first.figures.map(({ key, value }) => [key, value])).toEqual([
    ['t/s', 170.92],
    ['t/s ±', 14.03],
  ])
})

test('llama-bench: prompt and answer counted into one have no counterpart', () => {
  const [row] = JSON.parse(fixture('llama-bench.json').text) as object[]
  const [run] = importedRuns(jsonFile([{ ...row, n_prompt: 512, n_gen: 128 }])) as [ImportedRun]
  expect(run.name).toContain('pp512+tg128')
  expect(run.figures.filter(({ metric }) => metric !== null)).toEqual([])
})

test('llama-batched-bench: a run for each number of sequences, the table as the lines', () => {
  const [lines, table] = [runsOf('llama-batched-bench.jsonl'), runsOf('llama-batched-bench.md')]
  expect(lines.map(({ name }) => name)).toEqual(table.map(({ name }) => name))
  expect(lines[1]?.requests).toEqual({ planned: 2, completed: 2, failed: 0 })
  expect(ours(lines[1] as ImportedRun, 'window.durationS')).toBe(0.589227)
  expect(ours(table[0] as ImportedRun, 'throughput.outputTokensPerS')).toBe(37.3)
  expect(table[0]?.settings).toMatchObject({ n_kv_max: 512, n_threads: 1 })
})

test('autocannon: answers of status 2xx completed, all others failed; latencies are service times', () => {
  const run = only('autocannon.json')
  expect(run.requests).toEqual({ planned: 602, completed: 567, failed: 31 })
  expect(ours(run, 'metrics.e2eServiceMs.p99')).toBe(66)
  expect(ours(run, 'metrics.e2eMs.p99')).toBeUndefined()
  expect(run.target.url).toContain('127.0.0.1')
  expect(run.startedAtMs).toBe(Date.UTC(2026, 10, 22, 9, 7, 44, 505))
})

test('oha: seconds become ms, statuses and errors are counted apart', () => {
  const run = only('oha.json')
  expect(run.requests).toEqual({ planned: 100, completed: 95, failed: 5 })
  expect(ours(run, 'metrics.e2eServiceMs.p99')).toBeCloseTo(34.2, 9)
  expect(ours(run, 'window.durationS')).toBe(2)
})

test('wrk2: recorded latency counts from the schedule, uncorrected latency from the send', () => {
  const run = only('wrk2.txt')
  expect(ours(run, 'metrics.e2eMs.p99')).toBe(11.18)
  expect(ours(run, 'metrics.e2eMs.p95')).toBe(9.975)
  expect(ours(run, 'metrics.e2eMs.mean')).toBe(6.459)
  expect(run.requests).toEqual({ planned: 60018, completed: 60000, failed: 21 })
  const text = fixture('wrk2.txt').text
  const part = text.slice(text.indexOf('  Latency Distribution'), text.indexOf('-----'))
  const both = openFile(
    'wrk2.txt',
    text.replace(
      '-----',
      `${part.replace('Recorded Latency', 'Uncorrected Latency (measured without taking delayed starts into account)').replace('11.18ms', '1.18s')}-----`,
    ),
  )
  const [uncorrected] = importedRuns(both) as [ImportedRun]
  expect(ours(uncorrected, 'metrics.e2eServiceMs.p99')).toBe(1180)
  expect(ours(uncorrected, 'metrics.e2eMs.p99')).toBe(11.18)
})

test('k6: both forms of the summary tell the same figures; true of http_req_failed is failed', () => {
  for (const name of ['k6-summary-export.json', 'k6-handle-summary.json']) {
    const run = only(name)
    expect(run.requests).toEqual({ planned: 200, completed: 195, failed: 5 })
    expect(ours(run, 'metrics.e2eServiceMs.p50')).toBe(11.75)
    expect(ours(run, 'metrics.ttftServiceMs.p50')).toBeUndefined()
  }
  expect(only('k6-handle-summary.json').window.durationNs).toBe(10101.25e6)
  expect(only('k6-summary-export.json').window.durationNs).toBeCloseTo((200 / 19.8) * 1e9, 0)
  const own = only('k6-handle-summary.json').figures.find(({ key }) => key === 'metrics.time_to_token.values.avg')
  expect(own?.unit).toBe('ms')
})

test("k6's points of http_req_duration are requests that ended then, in the order they were sent", () => {
  const run = only('k6-points.jsonl')
  expect(run.records?.map(({ sentAt, doneAt }) => [sentAt, doneAt])).toEqual([
    [0, 20.5e6],
    [510.25e6, 520.25e6],
    [1270.25e6, 1270.25e6],
  ])
  expect(run.records?.map(({ outcome, httpStatus }) => [outcome.kind, httpStatus])).toEqual([
    ['ok', 200],
    ['http', 503],
    ['connect', null],
  ])
  expect(run.startedAtMs).toBe(Date.UTC(2026, 10, 22, 9, 0, 0, 979))
  expect(run.figures.find(({ key }) => key === 'http_req_waiting.sum')).toMatchObject({ value: 19.5, unit: 'ms' })
})

test("k6's point without a time names its line", () => {
  const broken = fixture('k6-points.jsonl').text.replace('"time":"2026-11-22T10:00:01.5+01:00",', '')
  expect(() => importedRuns(openFile('points.jsonl', broken))).toThrow(/points\.jsonl:5 data\.time: /)
})

test('MLPerf: latencies of the Server scenario count from the schedule, of the others from the issue', () => {
  const server = only('mlperf_log_summary.txt')
  expect(ours(server, 'metrics.ttftMs.p99')).toBe(350)
  expect(ours(server, 'metrics.tpotMs.mean')).toBe(8)
  expect(ours(server, 'metrics.e2eMs.p90')).toBe(2750)
  expect(ours(server, 'throughput.outputTokensPerS')).toBe(1105.5)
  expect(server.settings).toMatchObject({ target_qps: 5, 'ttft_latency (ns)': 2_000_000_000 })
  expect(server.target.facts).toMatchObject({ 'Result is': 'INVALID', 'Min duration satisfied': 'NO' })
  const offline = only('mlperf_log_detail.txt')
  expect(ours(offline, 'metrics.e2eServiceMs.p99')).toBe(8900)
  expect(ours(offline, 'metrics.e2eMs.p99')).toBeUndefined()
  expect(offline).toMatchObject({
    toolVersion: '4.1 @ 36b1d83',
    requests: { completed: 64 },
    settings: { effective_min_query_count: 1 },
  })
})

test.each(Object.keys(expected).filter((name) => !/^(?:llama|autocannon)/.test(name)))(
  '%s: that no recorded file was at hand is said',
  (name) => {
    expect(only(name).notes.some(({ message }) => message.includes('no recorded file'))).toBe(true)
  },
)

test('a table or a log of something else is of no known tool', () => {
  for (const text of ['| a | b |\n|---|---|\n| 1 | 2 |\n', 'Requests/sec: 5\n', 'a,b\n1,2\n', 'MLPerf\n'])
    expect(() => detectFormat(openFile('x.txt', text))).toThrow(/expected results of a known tool/)
})

test.each([
  ['llama-bench.csv', 900, /cut:3: expected a row of 42 columns/],
  ['llama-bench.md', 470, /cut:4: expected a row of 7 columns/],
  ['llama-batched-bench.md', 560, /cut:\d+: expected a row of 10 columns/],
  ['mlperf_log_summary.txt', 1200, /cut: expected "Test Parameters Used"/],
  ['mlperf_log_detail.txt', 1000, /cut:5: ends in the middle of its JSON/],
])('%s that is cut off after %i bytes is refused, and says where', (name, bytes, said) => {
  const cut = openFile('cut', fixture(name).text.slice(0, bytes))
  expect(() => importedRuns(cut)).toThrow(said)
})
