import { expect, test } from 'vitest'
import { importedDocuments } from '../../../../../helpers/import-document.ts'
import { importedRuns, jsonFile, missingFigures, ours } from '../../../../../helpers/import-samples.ts'

const spread = (mean: number, count: number) => ({
  ...{ mean, median: mean, mode: mean, variance: 1, std_dev: 1, min: mean, max: mean, count, total_sum: mean * count },
  percentiles: { p50: mean, p90: mean, p95: mean, p99: mean, p999: mean },
})
const byStatus = (mean: number) => ({
  successful: spread(mean, 2),
  errored: spread(0, 0),
  incomplete: spread(0, 0),
  total: spread(mean, 2),
})
const metrics = {
  requests_per_second: byStatus(2),
  request_latency: byStatus(0.5),
  prompt_token_count: byStatus(8),
  output_token_count: byStatus(11),
  time_to_first_token_ms: byStatus(100),
  inter_token_latency_ms: byStatus(40),
  output_tokens_per_second: byStatus(22),
}

/** As version 0.4 and later write a request, by its sources: `info.timings` in wall seconds, tokens beside them. */
const request = (sent: number, status: string, error: string | null = null) => ({
  ...{ type_: 'generative_request_stats', request_id: `r${sent}`, prompt_tokens: 8, output_tokens: 11 },
  info: {
    ...{ status, error },
    timings: {
      ...{ targeted_start: 1000 + sent - 0.01, request_start: 1000 + sent, first_token_iteration: 1000 + sent + 0.1 },
      ...{ last_token_iteration: 1000 + sent + 0.5, request_end: 1000 + sent + 0.5, resolve_end: 1000 + sent + 0.5 },
    },
  },
})
const benchmark = (strategy: object) => ({
  ...{ type_: 'generative_benchmark', duration: 2, start_time: 1000, end_time: 1002, metrics },
  config: { strategy, backend: { target: 'http://here:8000', model: 'org/m' }, constraints: { max_seconds: 2 } },
  metrics: { ...metrics, request_totals: { successful: 2, errored: 1, incomplete: 0, total: 3 } },
  requests: {
    successful: [request(0, 'completed'), request(0.5, 'completed')],
    errored: [request(1, 'errored', 'ConnectError: refused\ntrace')],
    incomplete: [],
  },
})
const report = (strategy: object) => ({
  metadata: { guidellm_version: '0.5.0' },
  args: {},
  benchmarks: [benchmark(strategy)],
})

test('a current report: version, target, figures of successful requests, records due at their targeted start', () => {
  const value = report({ type_: 'constant', rate: 2 })
  const file = jsonFile(value)
  const [run] = importedRuns(file)
  expect(run).toMatchObject({ toolVersion: '0.5.0', name: 'm, constant 2/s', target: { url: 'http://here:8000' } })
  expect(run?.requests).toEqual({ planned: 3, completed: 2, failed: 1 })
  expect(missingFigures(value.benchmarks[0], run!).filter(([key]) => !key.startsWith('requests.'))).toEqual([])
  expect(ours(run!, 'metrics.e2eServiceMs.p99')).toBe(500)
  expect(ours(run!, 'metrics.ttftServiceMs.mean')).toBe(100)
  const [document] = importedDocuments(file)
  expect(document?.imported?.basis).toBe('records')
  expect(document?.metrics.sendLagMs.p50).toBeCloseTo(10, 3)
  expect(document?.metrics.ttftMs.p50).toBeCloseTo(110, 3)
  expect(document?.metrics.tpotMs.p50).toBeCloseTo(40, 3)
  expect(document?.requests.failures).toEqual({ http: 1 })
})

test('requests of a closed loop are due when they are sent, whatever their targeted start says', () => {
  const [run] = importedRuns(jsonFile(report({ type_: 'concurrent', streams: 2 })))
  expect(run?.records?.every(({ scheduledAt, sentAt }) => scheduledAt === sentAt)).toBe(true)
})

test('clocks that run backwards give a run that says so by its values, not an error', () => {
  const value = report({ type_: 'concurrent', streams: 2 })
  const timings = value.benchmarks[0]!.requests.successful[0]!.info.timings
  Object.assign(timings, { first_token_iteration: 999, last_token_iteration: 998, request_end: 997 })
  expect(importedDocuments(jsonFile(value))[0]?.metrics.e2eServiceMs.min).toBeCloseTo(-3000, 3)
})

test('a benchmark without metrics is told with its place', () => {
  const value = report({ type_: 'constant', rate: 2 })
  const broken = { benchmarks: [...value.benchmarks, { ...value.benchmarks[0], metrics: null }] }
  expect(() => importedRuns(jsonFile(broken))).toThrow(
    'result.json benchmarks.1.metrics: expected the metrics of a benchmark',
  )
})
