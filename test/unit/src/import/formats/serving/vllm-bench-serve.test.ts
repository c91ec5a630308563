import { expect, test } from 'vitest'
import {
  hasSamples,
  importedRuns,
  jsonFile,
  missingFigures,
  ours,
  sampleFile,
} from '../../../../../helpers/import-samples.ts'

const samples = [
  'vllm-bench-serve/bench_serve_v0.25.1.json',
  'vllm-bench-serve/bench_serve_all_requests_failed_v0.25.1.json',
  'vllm-bench-serve/vllm_sweep_v0.25.1/run=0.json',
  'vllm-bench-serve/vllm_sweep_v0.25.1/run=1.json',
  'vllm-bench-serve/vllm_sweep_v0.25.1/summary.json',
]

test.skipIf(!hasSamples).each(samples)(
  'every number of %s is a figure of its run (needs ../shared/data/results)',
  (path) => {
    const file = sampleFile(path)
    const value = (file.content as { value: unknown }).value
    const runs = importedRuns(file)
    const values = Array.isArray(value) ? value : [value]
    expect(runs).toHaveLength(values.length)
    for (const [index, run] of runs.entries()) expect(missingFigures(values[index], run)).toEqual([])
  },
)

const summary = {
  ...{
    date: '20260816-160853',
    backend: 'vllm',
    model_id: 'org/small',
    num_prompts: 3,
    request_rate: 'inf',
    max_concurrency: 2,
  },
  ...{ duration: 1.5, completed: 2, failed: 1, total_input_tokens: 20, total_output_tokens: 5 },
  ...{ request_throughput: 1.25, output_throughput: 3.25, total_token_throughput: 17, request_goodput: null },
  ...{ mean_ttft_ms: 30, median_ttft_ms: 25, std_ttft_ms: 5, p99_ttft_ms: 39.9 },
  ...{ mean_tpot_ms: 10, median_tpot_ms: 10, p99_tpot_ms: 11, mean_itl_ms: 12, median_itl_ms: 10, p99_itl_ms: 20 },
}

test('latencies from the send are service times, gaps between pieces no ITL', () => {
  const [run] = importedRuns(jsonFile(summary))
  expect(run).toMatchObject({
    ...{
      tool: 'vllm-bench-serve',
      name: 'small, 2 at once',
      startedAtMs: Date.UTC(2026, 7, 16, 16, 8, 53),
      records: null,
    },
    requests: { planned: 3, completed: 2, failed: 1 },
    window: { durationNs: 1.5e9 },
  })
  expect(ours(run!, 'metrics.ttftServiceMs.p50')).toBe(25)
  expect(ours(run!, 'metrics.interChunkMs.p99')).toBe(20)
  expect(ours(run!, 'metrics.itlMs.p99')).toBeUndefined()
  expect(run?.figures.find(({ key }) => key === 'std_ttft_ms')).toMatchObject({
    value: 5,
    unit: 'ms',
    metric: null,
    ours: null,
  })
  expect(run?.notes.map(({ code }) => code)).toContain('definition')
})

test('arrays of --save-detailed are records: first piece, gaps, tokens, failures with their last line', () => {
  const arrays = {
    ...{ input_lens: [10, 10, 10], output_lens: [3, 2, 0], start_times: [100.5, 101, 101] },
    ...{ ttfts: [0.025, 0.035, 0], itls: [[0.01, 0.012], [0.02], []] },
    errors: ['', '', 'Traceback ...\n  File x\nConnectionResetError: reset by peer'],
  }
  const [run] = importedRuns(jsonFile({ ...summary, ...arrays }))
  const records = run?.records ?? []
  expect(records.map(({ sentAt, firstTokenAt }) => [sentAt, firstTokenAt])).toEqual([
    [0, 25e6],
    [0.5e9, 535e6],
    [0.5e9, null],
  ])
  expect(records[0]?.lastTokenAt).toBeCloseTo(47e6, 0)
  expect([...(records[0]?.events.tokens ?? [])]).toEqual([1, 1, 1])
  expect(records[2]?.outcome).toEqual({ kind: 'http', detail: 'ConnectionResetError: reset by peer' })
  expect(run?.figures.filter(({ key }) => /^(ttfts|itls|start_times)/.test(key))).toEqual([])
})

test('arrays of unequal length are refused with file and key', () => {
  const arrays = { input_lens: [1], output_lens: [1, 1], ttfts: [0.1, 0.1], itls: [[], []] }
  expect(() => importedRuns(jsonFile({ ...summary, ...arrays }))).toThrow(
    'result.json:1 input_lens: expected 2 values, as ttfts has, got 1',
  )
})
