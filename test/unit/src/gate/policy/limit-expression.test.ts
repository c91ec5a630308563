import { expect, test } from 'vitest'
import { limitFigure, parseLimit } from '../../../../../src/gate/policy/limit-expression.ts'
import { gateRun } from '../../../../helpers/gate-case.ts'

test.each([
  ['ttft.p99<300ms', 'ttft.p99', '<', 300, 'ms'],
  ['ttft.p(95) <= 1.5s', 'ttft.p95', '<=', 1500, 'ms'],
  ['tpot.avg < 20ms', 'tpot.mean', '<', 20, 'ms'],
  ['e2e.med < 2m', 'e2e.p50', '<', 120_000, 'ms'],
  ['e2e.max < 30s', 'e2e.max', '<', 30_000, 'ms'],
  ['errorShare < 1%', 'errorShare', '<', 0.01, 'share'],
  ['attainment >= 0.95', 'attainment', '>=', 0.95, 'share'],
  ['outputTokensPerS > 100/s', 'outputTokensPerS', '>', 100, 'tokens/s'],
  ['costPerMillionOutputTokens < $5', 'costPerMillionOutputTokens', '<', 5, 'USD'],
])('%s is read', (text, metric, operator, limit, unit) => {
  expect(parseLimit(text)).toEqual({ expression: text, metric, operator, limit, unit })
})

test.each([
  ['ttft.p99', 'expected METRIC < VALUE (or <=, >, >=) such as ttft.p99 < 300ms, got "ttft.p99"'],
  ['ttft.p99 = 300ms', 'expected METRIC < VALUE (or <=, >, >=) such as ttft.p99 < 300ms, got "ttft.p99 = 300ms"'],
  ['ttft.p98 < 1s', 'expected a metric such as ttft.p99 or errorShare, got "ttft.p98"; did you mean ttft.p90?'],
  ['errorRate < 1%', 'expected a metric such as ttft.p99 or errorShare, got "errorRate"; did you mean errorShare?'],
  ['ttft.p99 < 300', 'ttft.p99: expected a duration such as 300ms, got "300"'],
  ['errorShare < 5', 'errorShare: expected a share such as 1% or 0.01, got "5"'],
  ['requestsPerS > 5/min', 'requestsPerS: expected a number of requests/s such as 100, got "5/min"'],
])('%s is refused', (text, fault) => {
  expect(parseLimit(text)).toEqual({ fault })
})

test('the share of errors is of requests that ended by themselves, and unknown where none did', () => {
  const { document } = gateRun()
  const of = (completed: number, failed: number) =>
    limitFigure('errorShare')?.of({ ...document, requests: { ...document.requests, completed, failed } })
  expect(of(98, 2)).toBe(0.02)
  expect(of(0, 0)).toBeNull()
})
