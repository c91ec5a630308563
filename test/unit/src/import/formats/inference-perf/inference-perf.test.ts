import { expect, test } from 'vitest'
import { importedDocuments } from '../../../../../helpers/import-document.ts'
import { importedRuns, jsonFile, missingFigures, ours } from '../../../../../helpers/import-samples.ts'

const summary = {
  load_summary: { count: 4, requested_rate: 2, achieved_rate: 2.1, schedule_delay: { mean: 0.001 } },
  successes: {
    count: 3,
    latency: {
      request_latency: { mean: 0.5, median: 0.4, p99: 0.9, 'p99.9': 1 },
      time_to_first_token: { mean: 0.05, median: 0.04 },
      time_per_output_token: { mean: 0.003 },
      inter_token_latency: { mean: 0.003, p99: 0.007 },
    },
    throughput: {
      input_tokens_per_sec: 200,
      output_tokens_per_sec: 60,
      requests_per_sec: 1.5,
      total_tokens_per_sec: 260,
    },
    prompt_len: { mean: 133 },
  },
  failures: { count: 1, request_latency: null, prompt_len: null },
}

test('a stage: seconds become milliseconds, gaps between pieces no ITL, its mean of them no TPOT', () => {
  const [run] = importedRuns(jsonFile(summary, 'stage_0_lifecycle_metrics.json'))
  expect(missingFigures(summary, run!)).toEqual([])
  expect(run).toMatchObject({
    name: 'inference-perf stage_0_lifecycle, 2/s',
    requests: { planned: 4, completed: 3, failed: 1 },
  })
  expect(run?.window.durationNs).toBe(2e9)
  expect(ours(run!, 'metrics.e2eServiceMs.p50')).toBe(400)
  expect(ours(run!, 'metrics.interChunkMs.p99')).toBe(7)
  expect(run?.figures.some(({ metric }) => metric?.startsWith('metrics.tpotMs') === true)).toBe(false)
})

test('what Prometheus had is of the server, with percentiles from buckets, and says so', () => {
  const value = {
    load_summary: {},
    successes: { count: 9, rate: 3, output_len: { mean: 5, rate: 15 }, time_to_first_token: { p99: 4.5 } },
    failures: {},
  }
  const [run] = importedRuns(jsonFile(value))
  expect(ours(run!, 'throughput.outputTokensPerS')).toBe(15)
  expect(ours(run!, 'metrics.ttftServiceMs.p99')).toBe(4500)
  expect(run?.notes.map(({ code }) => code)).toContain('percentile')
})

test('requests of the whole run are records, due when they were scheduled', () => {
  const request = (start: number, error: object | null = null) => ({
    ...{
      scheduled_time: start - 0.002,
      start_time: start,
      end_time: start + 0.2,
      request: '{}',
      response: '...',
      error,
    },
    info: { input_tokens: 10, output_tokens: 4, output_token_times: error === null ? [start + 0.1, start + 0.15] : [] },
  })
  const file = jsonFile(
    [request(50), request(51, { error_type: 'ClientError', error_msg: 'reset' })],
    'per_request_lifecycle_metrics.json',
  )
  const [document] = importedDocuments(file)
  expect(document?.requests).toMatchObject({ completed: 1, failed: 1 })
  expect(document?.metrics.ttftServiceMs.p50).toBeCloseTo(100, 6)
  expect(document?.metrics.sendLagMs.p50).toBeCloseTo(2, 6)
  // two later tokens of four share 50 ms
  expect(document?.metrics.itlMs).toMatchObject({ n: 2 })
  expect(document?.metrics.itlMs.p50).toBeCloseTo(25, 6)
})
