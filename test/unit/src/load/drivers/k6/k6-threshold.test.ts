import { expect, test } from 'vitest'
import {
  fromK6Threshold,
  sloThresholds,
  toK6Threshold,
} from '../../../../../../src/load/drivers/k6/thresholds/k6-threshold.ts'
import { readK6Thresholds } from '../../../../../../src/load/drivers/k6/thresholds/read-k6-thresholds.ts'

const pairs = [
  ['ttft.p99 < 300ms', 'infbench_ttft', 'p(99)<300'],
  ['tpot.p50 <= 12.5ms', 'infbench_tpot', 'p(50)<=12.5'],
  ['e2e.mean < 2000ms', 'infbench_e2e', 'avg<2000'],
  ['e2eService.max >= 1ms', 'http_req_duration', 'max>=1'],
  ['ttftService.p99.9 < 10ms', 'http_req_waiting', 'p(99.9)<10'],
  ['errorShare < 0.01', 'infbench_failed', 'rate<0.01'],
  ['attainment >= 0.9', 'infbench_slo', 'rate>=0.9'],
] as const

test.each(pairs)('%s is a threshold of k6, and back', (limit, metric, expression) => {
  expect(toK6Threshold(limit)).toEqual({ metric, expression })
  expect(fromK6Threshold({ metric, expression })).toBe(limit)
})

test.each([
  ['ttft.p99<2s', { metric: 'infbench_ttft', expression: 'p(99)<2000' }],
  ['errorShare < 1%', { metric: 'infbench_failed', expression: 'rate<0.01' }],
])('%s may be written so', (limit, threshold) => expect(toK6Threshold(limit)).toEqual(threshold))

test.each([
  ['ttft < 300ms', 'expected a limit such as'],
  ['ttft.p99 < 300', 'expected a duration such as 300ms, got "300"'],
  ['goodput.p50 > 3', 'expected a limit such as'],
  ['errorShare < some', 'expected a share such as 1% or 0.01, got "some"'],
  ['', 'expected a limit such as'],
])('%j is refused with what was expected', (limit, message) => {
  expect(() => toK6Threshold(limit)).toThrow(message)
})

test.each([
  ['http_req_failed', 'rate<0.05', 'errorShare < 0.05'],
  ['infbench_ttft', 'med<100', 'ttft.p50 < 100ms'],
  ['http_reqs', 'count>100', null],
  ['infbench_ttft{class:chat}', 'p(99)<300', null],
  ['infbench_ttft', 'p(99)<300 or more', null],
])('%s: %s of a script that others wrote is %s', (metric, expression, limit) => {
  expect(fromK6Threshold({ metric, expression })).toBe(limit)
})

test('service levels are thresholds: nine requests in ten meet all, and each', () => {
  expect(sloThresholds({ default: { ttftNs: 200e6, tpotNs: 50e6 } })).toEqual([
    { metric: 'infbench_slo', expression: 'rate>=0.9' },
    { metric: 'infbench_ttft', expression: 'p(90)<=200' },
    { metric: 'infbench_tpot', expression: 'p(90)<=50' },
  ])
  expect(sloThresholds({ chat: { e2eNs: 1e9 }, code: {} })).toEqual([
    { metric: 'infbench_slo{class:chat}', expression: 'rate>=0.9' },
    { metric: 'infbench_e2e{class:chat}', expression: 'p(90)<=1000' },
  ])
  expect(sloThresholds({ default: {} })).toEqual([])
})

test('thresholds are read from options, JSON output and summaries alike', () => {
  const expected = [{ metric: 'http_req_duration', expression: 'p(95)<500' }]
  const aborting = { threshold: 'p(95)<500', abortOnFail: true }
  for (const text of [
    JSON.stringify({ thresholds: { http_req_duration: ['p(95)<500'] } }),
    JSON.stringify({ thresholds: { http_req_duration: [aborting] } }, null, 2),
    `{"type":"Metric","data":{"name":"http_req_duration","thresholds":["p(95)<500"]},"metric":"http_req_duration"}\n{"type":"Point"}\n`,
    JSON.stringify({ metrics: { http_req_duration: { thresholds: { 'p(95)<500': { ok: true } } }, vus: {} } }),
    JSON.stringify({ metrics: { http_req_duration: { thresholds: { 'p(95)<500': false } } } }),
  ])
    expect(readK6Thresholds(text)).toEqual(expected)
  expect(readK6Thresholds('nothing of the kind')).toEqual([])
})
