import { expect, test } from 'vitest'
import { bencherReport } from '../../../../src/export/trackers/bencher.ts'
import { githubBenchmark } from '../../../../src/export/trackers/github-benchmark.ts'
import { figuresOf } from '../../../../src/export/trackers/run-figures.ts'
import type { RunDocument } from '../../../../src/metrics/run-document.ts'
import { documentOf } from '../../../helpers/export-store.ts'
import { sampleRun } from '../../../helpers/sample-run.ts'

const run = documentOf(sampleRun({ failShare: 0.1 }))
const again = { ...documentOf(sampleRun({ seed: 8 })), runId: 'other' }
const named = (document: RunDocument, name: string): RunDocument => ({ ...document, name })

test('figures are those of the document, each under a key with its unit', () => {
  const figures = Object.fromEntries(figuresOf(run).map(({ key, value }) => [key, value]))
  expect(figures).toMatchObject({
    ttft_p99_ms: run.metrics.ttftMs.p99,
    output_tokens_per_s: run.throughput.outputTokensPerS,
    goodput_attainment: run.goodput.attainment,
    failed_share: run.requests.failed / (run.requests.failed + run.requests.completed),
  })
})

test('a run without a completed request has no latency, and no 0 instead of one', () => {
  const none = documentOf(sampleRun({ failShare: 1 }))
  expect(figuresOf(none).filter(({ unit }) => unit === 'ms')).toEqual([])
  expect(figuresOf(none)).toContainEqual(expect.objectContaining({ key: 'failed_share', value: 1 }))
})

test('each file of github-action-benchmark holds the figures of one direction', () => {
  const smaller = githubBenchmark([run], 'smaller')
  const bigger = githubBenchmark([run], 'bigger')
  expect(smaller.map(({ name }) => name)).toContain('chat-azure: TTFT p99')
  expect(bigger.map(({ name }) => name)).toContain('chat-azure: Output throughput')
  expect(smaller.length + bigger.length).toBe(figuresOf(run).length)
  for (const entry of [...smaller, ...bigger]) {
    expect(entry).toEqual({
      name: expect.any(String),
      unit: expect.any(String),
      value: expect.any(Number),
      extra: expect.any(String),
    })
    expect(entry.extra).toBe(`${run.runId} ${run.status}`)
  }
})

test('repeats are one benchmark: their mean and their range', () => {
  const repeats = [named(run, 'chat (repeat 1/2)'), named(again, 'chat (repeat 2/2)')]
  const values = repeats.map(({ metrics }) => metrics.ttftMs.p50 as number) as [number, number]
  const report = bencherReport(repeats)
  expect(Object.keys(report)).toEqual(['chat'])
  expect(report['chat']?.['ttft_p50_ms']).toEqual({
    value: (values[0] + values[1]) / 2,
    lower_value: Math.min(...values),
    upper_value: Math.max(...values),
  })
  const entry = githubBenchmark(repeats, 'smaller').find(({ name }) => name === 'chat: TTFT p50')
  expect(entry?.range).toBe(`± ${Math.abs(values[0] - values[1]) / 2}`)
})

test('one run alone has no range, and points of a sweep are benchmarks of their own', () => {
  const report = bencherReport([named(run, 'chat (rate=1)'), named(again, 'chat (rate=2)')])
  expect(Object.keys(report)).toEqual(['chat (rate=1)', 'chat (rate=2)'])
  expect(report['chat (rate=1)']?.['ttft_p50_ms']).toEqual({ value: run.metrics.ttftMs.p50 })
})

test('runs of one name against different servers are never taken together', () => {
  const elsewhere = { ...again, fingerprints: { ...again.fingerprints, target: 'ffff' } }
  const report = bencherReport([run, elsewhere])
  expect(Object.keys(report)).toHaveLength(2)
  expect(Object.keys(report)[1]).toContain('target ffff')
})
