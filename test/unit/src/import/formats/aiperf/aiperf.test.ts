import { expect, test } from 'vitest'
import { openFile } from '../../../../../../src/import/reading/open-file.ts'
import { importedDocuments } from '../../../../../helpers/import-document.ts'
import { importedRuns, jsonFile, missingFigures, ours } from '../../../../../helpers/import-samples.ts'

const told = (unit: string, avg: number, rest: object = {}) => ({ unit, avg, ...rest })
const summary = {
  request_throughput: told('requests/sec', 0.5),
  request_latency: told('ms', 250, { p50: 240, p99: 300, std: 10 }),
  request_count: told('requests', 2),
  time_to_first_token: told('sec', 0.05, { p50: 0.05 }),
  inter_token_latency: told('ms', 20),
  inter_chunk_latency: told('ms', 20, { p99: 21 }),
  output_token_throughput: told('tokens/sec', 5),
  benchmark_duration: told('sec', 4),
  total_isl: told('tokens', 20),
  input_config: {
    endpoint: { model_names: ['org/m'], url: 'localhost:8000' },
    loadgen: { concurrency: 2, request_count: 2 },
  },
}
const line = (start: number, phase: string, rest: object = {}) => ({
  metadata: { request_start_ns: start, request_end_ns: start + 250e6, benchmark_phase: phase, was_cancelled: false },
  metrics: {
    time_to_first_token: { value: 50, unit: 'ms' },
    request_latency: { value: 90, unit: 'ms' },
    input_sequence_length: { value: 10, unit: 'tokens' },
    output_sequence_length: { value: 3, unit: 'tokens' },
    inter_chunk_latency: { value: [20, 20], unit: 'ms' },
  },
  ...rest,
})
const lines = (...rows: object[]) => rows.map((row) => JSON.stringify(row)).join('\n')

test('a summary tells the unit of each metric, whatever it is', () => {
  const [run] = importedRuns(jsonFile(summary))
  const { input_config: _asked, ...results } = summary
  expect(missingFigures(results, run!)).toEqual([])
  expect(run).toMatchObject({
    name: 'm, 2 at once',
    requests: { planned: 2, completed: 2, failed: 0 },
    settings: { concurrency: 2 },
  })
  expect(ours(run!, 'metrics.ttftServiceMs.p50')).toBe(50)
  expect(ours(run!, 'window.durationS')).toBe(4)
  expect(run?.figures.find(({ key }) => key === 'request_latency.std')?.metric).toBeNull()
})

test('with its requests it is summarised by them: pieces, tokens, warm-up and failures', () => {
  const failed = line(3e9, 'profiling', { error: { code: 500, message: 'boom' }, metrics: {} })
  const rows = lines(line(1e9, 'warmup'), line(2e9, 'profiling'), failed)
  const file = openFile('profile_export.jsonl', rows, [
    jsonFile({ ...summary, request_count: told('requests', 1) }, 'profile_export_aiperf.json'),
  ])
  const [document] = importedDocuments(file)
  expect(document?.imported?.basis).toBe('records')
  expect(document?.requests).toMatchObject({ completed: 1, failed: 1, warmup: 1 })
  expect(document?.metrics).toMatchObject({
    itlMs: { n: 2, p50: 20 },
    interChunkMs: { n: 2 },
    tpotMs: { p50: 20 },
    e2eServiceMs: { p50: 90 },
  })
})

test('a line without the start of its request is told with its number', () => {
  const broken = { ...line(1e9, 'profiling'), metadata: { request_start_ns: null, request_end_ns: 1 } }
  const file = openFile('profile_export.jsonl', lines(line(1e9, 'profiling'), broken))
  expect(() => importedRuns(file)).toThrow(
    'profile_export.jsonl:2 metadata.request_start_ns: expected the start of the request in ns, got null',
  )
})
