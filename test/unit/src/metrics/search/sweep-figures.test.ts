import { expect, test } from 'vitest'
import { paretoFront, saturation, type SweepPoint } from '../../../../../src/metrics/search/sweep-figures.ts'

const point = (runId: string, level: SweepPoint['level'], fields: Partial<SweepPoint> = {}): SweepPoint => ({
  ...{ runId, label: runId, status: 'valid', level, requestsPerS: null, outputTokensPerS: null },
  ...{ tokensPerSPerUser: null, attainment: null, goodputPerS: null },
  ...{ ttftMs: { p50: null, p99: null }, tpotMs: { p50: null, p99: null } },
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
