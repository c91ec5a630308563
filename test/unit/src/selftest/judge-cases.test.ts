import { expect, test } from 'vitest'
import type { RequestRecord } from '../../../../src/core/request-record.ts'
import { againstLog } from '../../../../src/selftest/against-log.ts'
import { checked, checks } from '../../../../src/selftest/checks.ts'
import {
  errorOf,
  judgeCost,
  judgePacing,
  judgeStall,
  judgeTiming,
  wrongTokens,
} from '../../../../src/selftest/judge-cases.ts'
import type { MockLog } from '../../../../src/selftest/mock/mock-log.ts'
import { answered } from '../../../helpers/build-record.ts'

const ms = 1e6
const zeroNs = 5_000 * ms

/** A request that the server saw `outMs` after it was sent, and whose writes the client stamped `backMs` later. */
function pair(index: number, outMs: number, backMs: number, tokens = [1, 1, 1]): [RequestRecord, MockLog] {
  const sentAt = index * 100 * ms
  const arrivedAt = zeroNs + sentAt + outMs * ms
  const tokenAt = tokens.map((_, i) => arrivedAt + (50 + 10 * i) * ms)
  const at = Float64Array.from(tokenAt, (wroteAt) => wroteAt - zeroNs + backMs * ms)
  const record = {
    ...answered({}, { index }),
    ...{ scheduledAt: sentAt, sentAt, firstTokenAt: at[0] ?? null, doneAt: at.at(-1) ?? 0 },
    ...{ events: { at, tokens: Uint32Array.from(tokens) }, countedBy: 'usage' as const },
    outputTokens: tokens.reduce((sum, each) => sum + each, 0),
  }
  const log = {
    user: String(index),
    model: 'm',
    connection: 1,
    arrivedAt,
    tokenAt,
    tokens,
    endedAt: tokenAt.at(-1) ?? null,
  }
  return [record, log]
}

const joined = (pairs: [RequestRecord, MockLog][]) => ({ records: pairs.map(([r]) => r), log: pairs.map(([, l]) => l) })
const named = (results: readonly { name: string }[], name: string) => results.find((result) => result.name === name)

test('a bias is what the harness adds between its send and its stamp, no more', () => {
  const { records, log } = joined(Array.from({ length: 20 }, (_, i) => pair(i, 0.1, 0.05)))
  const errors = againstLog(records, log, zeroNs)
  const results = judgeTiming(errors)
  expect(named(results, 'ttft-bias-p50')).toMatchObject({ measured: expect.closeTo(0.15, 6), passed: true })
  expect(named(results, 'itl-error-p99')).toMatchObject({ measured: expect.closeTo(0, 6), passed: true })
  expect(errorOf(errors).ttft).toBeCloseTo(0.15 * ms, 0)
})

test('a late stamp fails the check that it belongs to, whichever sign it has', () => {
  for (const backMs of [0.5, -0.5]) {
    const { records, log } = joined(Array.from({ length: 20 }, (_, i) => pair(i, 0, backMs)))
    const results = judgeTiming(againstLog(records, log, zeroNs))
    expect(results.filter(({ passed }) => !passed).map(({ name }) => name)).toEqual(['ttft-bias-p50', 'e2e-bias-p50'])
  }
})

test('what could not be measured has not passed', () => {
  expect(judgeTiming([]).every(({ passed, measured }) => !passed && measured === null)).toBe(true)
  expect(checked('connections', null).passed).toBe(false)
})

test('wrong totals, wrong sources, lost events and failures each count as a wrong request', () => {
  const { records, log } = joined([pair(0, 0, 0), pair(1, 0, 0), pair(2, 0, 0), pair(3, 0, 0), pair(4, 0, 0)])
  const [good, total, source, lost, failed] = records as [
    RequestRecord,
    RequestRecord,
    RequestRecord,
    RequestRecord,
    RequestRecord,
  ]
  const all = [
    good,
    { ...total, outputTokens: 9 },
    { ...source, countedBy: 'events' as const },
    { ...lost, events: { at: new Float64Array(1), tokens: Uint32Array.of(3) } },
    { ...failed, outcome: { kind: 'cut' as const, detail: '' } },
  ]
  expect(wrongTokens(all, log, 'usage', true)).toBe(4)
  expect(wrongTokens([good], log, 'usage', true)).toBe(0)
})

test('tokens spread wrongly over events count only where each event is known', () => {
  const [record, log] = pair(0, 0, 0, [4, 4, 2])
  const spread = { ...record, events: { at: record.events.at, tokens: Uint32Array.of(3, 4, 3) } }
  expect(wrongTokens([spread], [log], 'usage', true)).toBe(1)
  expect(wrongTokens([spread], [log], 'usage', false)).toBe(0)
})

test('waits that are counted from the send instead of the schedule are found out', () => {
  const pairs = Array.from({ length: 40 }, (_, i) => pair(i, 0, 0))
  const late = pairs.map(([record, log], i): [RequestRecord, MockLog] => {
    const stalled = i >= 20 ? 900 * ms : 0
    return [
      { ...record, firstTokenAt: (record.firstTokenAt ?? 0) + stalled },
      { ...log, tokenAt: log.tokenAt.map((at) => at + stalled) },
    ]
  })
  const honest = joined(late)
  expect(judgeStall(honest.records, honest.log, zeroNs)).toMatchObject([
    { name: 'stall-error', passed: true },
    { name: 'stall-dropped', measured: 0, passed: true },
  ])
  const omitting = honest.records.map((record) => ({ ...record, firstTokenAt: record.scheduledAt + 50 * ms }))
  expect(judgeStall(omitting, honest.log, zeroNs)[0]).toMatchObject({ passed: false })
  expect(
    judgeStall([...honest.records, answered({}, { index: 99, firstTokenAt: null })], honest.log, zeroNs)[1],
  ).toMatchObject({ measured: 1 })
})

test('lag, spread of gaps and achieved rate come from the sends', () => {
  const sent = (gapMs: number, lagMs: (i: number) => number) =>
    Array.from({ length: 100 }, (_, index) => ({
      ...answered({}, { index }),
      ...{ scheduledAt: index * gapMs * ms, sentAt: (index * gapMs + lagMs(index)) * ms },
    }))
  const good = judgePacing(
    sent(20, () => 0.1),
    sent(2, () => 0.3),
    500,
  )
  expect(good.filter(({ passed }) => !passed)).toEqual([])
  const uneven = judgePacing(
    sent(20, (i) => (i % 2 === 0 ? 0 : 1)),
    sent(2.1, () => 0.3),
    500,
  )
  expect(uneven.filter(({ passed }) => !passed).map(({ name }) => name)).toEqual([
    ...['lag-50-p50', 'lag-50-p99', 'gap-sd', 'rate-error'],
  ])
})

test('CPU time becomes microseconds an event, and events and requests a second', () => {
  const costs = {
    paced: { cpuNs: 1e7, events: 1000 },
    unpaced: { cpuNs: 1e9, events: 500_000 },
    plain: { cpuNs: 1e9, requests: 20_000 },
  }
  expect(judgeCost(costs).map(({ measured, passed }) => [measured, passed])).toEqual([
    [10, true],
    [500_000, true],
    [20_000, false],
  ])
})

test('every check states a group, a unit and a bar', () => {
  for (const check of Object.values(checks))
    expect(check).toMatchObject({
      group: expect.stringMatching(/./),
      label: expect.stringMatching(/./),
      bar: expect.any(Number),
    })
})
