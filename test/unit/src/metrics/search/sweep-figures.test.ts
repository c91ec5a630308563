import { expect, test } from 'vitest'
import { bestPoint, paretoFront, saturation } from '../../../../../src/metrics/search/sweep-figures.ts'
import type { SweepPoint } from '../../../../../src/metrics/search/sweep-schema.ts'

const point = (runId: string, level: SweepPoint['level'], fields: Partial<SweepPoint> = {}): SweepPoint => ({
  ...{ runId, label: runId, series: null, status: 'valid', state: 'completed', level },
  ...{
    requests: { measured: 0, meeting: 0, independent: 0 },
    hasSlo: true,
    use: null,
    requestsPerS: null,
    outputTokensPerS: null,
  },
  ...{ tokensPerSPerUser: null, attainment: null, attainmentInterval: null, goodputPerS: null },
  ...{ ttftMs: { p50: null, p90: null, p99: null }, tpotMs: { p50: null, p90: null, p99: null } },
  ...fields,
})
const pace = (runId: string, tokensPerSPerUser: number | null, outputTokensPerS: number | null) =>
  point(runId, null, { tokensPerSPerUser, outputTokensPerS })
const rate = (value: number, requestsPerS: number) => point(String(value), { over: 'rate', value }, { requestsPerS })
const users = (value: number, requestsPerS: number) => point(String(value), { over: 'users', value }, { requestsPerS })

test('on the front are runs that no other beats in both', () => {
  const front = paretoFront([
    pace('a', 100, 50),
    pace('b', 80, 200),
    pace('c', 70, 150),
    pace('d', 20, 300),
    pace('e', 20, 100),
  ])
  expect(front.map(({ runId }) => runId)).toEqual(['a', 'b', 'd'])
})

test('of equal runs one is on the front, of unknown ones none', () => {
  expect(paretoFront([pace('a', 10, 10), pace('b', 10, 10), pace('c', null, 99)]).map(({ runId }) => runId)).toEqual([
    'a',
  ])
})

test('a target is saturated behind the highest rate that it keeps up with', () => {
  expect(saturation([rate(8, 5.1), rate(2, 2), rate(4, 3.9)])).toEqual({ over: 'rate', level: 4, requestsPerS: 5.1 })
  expect(saturation([rate(2, 2), rate(4, 4)])).toBeNull()
  expect(saturation([rate(2, 1), rate(4, 1)])).toBeNull()
})

test('users saturate a target where more of them get no more', () => {
  const levels = [users(1, 2), users(2, 4), users(4, 7.8), users(8, 8), users(16, 7.9)]
  expect(saturation(levels)).toEqual({ over: 'users', level: 4, requestsPerS: 8 })
  expect(saturation(levels.slice(0, 3))).toBeNull()
})

test('rates and users are not compared with each other', () => {
  expect(saturation([rate(2, 2), users(4, 1)])).toBeNull()
  expect(saturation([])).toBeNull()
})

test('runs at one level are taken together: one lucky run keeps up for none of the others', () => {
  const levels = [rate(2, 2), rate(4, 3.9), rate(4, 3.1), rate(8, 4)]
  expect(saturation(levels)).toEqual({ over: 'rate', level: 2, requestsPerS: 4 })
})

test('the best run is the first of the highest goodput that is not invalid', () => {
  const good = (runId: string, goodputPerS: number | null, status: SweepPoint['status'] = 'valid') =>
    point(runId, null, { goodputPerS, status })
  expect(bestPoint([good('a', 1), good('b', 3), good('c', 3), good('d', 9, 'invalid')])?.runId).toBe('b')
  expect(bestPoint([good('a', 0), good('b', null), good('c', 2, 'invalid')])).toBeNull()
})
