import { describe, expect, test } from 'vitest'
import type { RequestRecord } from '../../../src/core/request-record.ts'
import { quantileOf } from '../../../src/selftest/against-log.ts'
import { userPauses } from '../../../src/workload/pauses/user-pauses.ts'
import { constant, mockLoad, users } from '../../helpers/mock-load.ts'
import { startMockServer } from '../../../src/selftest/mock/mock-server-process.ts'

const { load, logSince } = mockLoad()

describe('how it is sent', () => {
  test('exactly the planned requests are sent, and users keep their connections', async () => {
    const before = (await logSince(0)).length
    const { records, connectionsOpened, end, progress } = await load({
      model: 'mock-ttft10-itl1-n8',
      requests: 50,
      arrival: users(5),
    })
    expect(records.map(({ index }) => index)).toEqual(Array.from({ length: 50 }, (_, i) => i))
    expect((await logSince(before)).map(({ user }) => Number(user)).sort((a, b) => a - b)).toEqual(
      records.map(({ index }) => index),
    )
    expect([connectionsOpened, end.client.maxInFlight, end.interrupted]).toEqual([5, 5, false])
    expect([progress.sent, progress.completed, progress.inFlight]).toEqual([50, 50, 0])
    expect(new Set((await logSince(before)).map(({ connection }) => connection)).size).toBe(5)
  })

  test('an open loop keeps the schedule’s times and rate', async () => {
    const { records, end } = await load({ model: 'mock-ttft5-itl1-n2', requests: 100, arrival: constant(100) })
    const [first] = records
    for (const record of records) {
      expect(record.scheduledAt - (first as RequestRecord).scheduledAt).toBeCloseTo(record.index * 1e7, -1)
      expect(record.sentAt as number).toBeGreaterThanOrEqual(record.scheduledAt)
    }
    const lags = records.map(({ sentAt, scheduledAt }) => (sentAt as number) - scheduledAt)
    expect(quantileOf(lags, 0.5)).toBeLessThan(2e6)
    expect(end.window.startAt).toBe(first?.scheduledAt)
  })

  test('a server that stands still hides nothing: late answers count from the schedule', async () => {
    // 20/s; when the 20th request arrives nothing moves for a second. The 20 requests of that second wait 1000, 950, ... 50 ms.
    // A server of its own, whose count of requests starts at one.
    const frozen = await startMockServer()
    try {
      const model = 'mock-ttft10-itl1-n2-sn20-sd1000'
      const { records, progress } = await load({ url: frozen.url, model, requests: 60, arrival: constant(20) })
      expect([progress.sent, progress.completed]).toEqual([60, 60])
      const ttft = records.map(({ firstTokenAt, scheduledAt }) => ((firstTokenAt as number) - scheduledAt) / 1e6)
      const truth = records.map(({ index }) => Math.max(10, 1000 - (index - 19) * 50) * (index >= 19 ? 1 : 0) || 10)
      for (const share of [0.5, 0.9, 0.99]) {
        const expected = quantileOf(truth, share)
        expect(Math.abs(quantileOf(ttft, share) - expected), `p${share * 100}`).toBeLessThan(
          Math.max(20, expected * 0.03),
        )
      }
      const lags = records.map(({ sentAt, scheduledAt }) => (sentAt as number) - scheduledAt)
      expect(Math.max(...lags)).toBeLessThan(300e6)
    } finally {
      await frozen.close()
    }
  })

  test('warm-up is sent and marked, and the window starts after it', async () => {
    const { records, end } = await load({
      model: 'mock-ttft5-itl1-n2',
      requests: 40,
      arrival: constant(40),
      warmupNs: 5e8,
      durationNs: 5e8,
    })
    expect(records.filter(({ phase }) => phase === 'warmup')).toHaveLength(20)
    const measured = records.filter(({ phase }) => phase === 'measure')
    expect(end.window.startAt).toBeCloseTo((measured[0] as RequestRecord).scheduledAt, -3)
    expect(end.window.endAt - end.window.startAt).toBeGreaterThanOrEqual(5e8)
  })

  test('a closed loop warms up by time and measures the number asked for', async () => {
    const { records, end } = await load({
      model: 'mock-ttft20-itl1-n2',
      requests: 30,
      arrival: users(3),
      warmupNs: 5e8,
    })
    const warm = records.filter(({ phase }) => phase === 'warmup')
    expect(warm.length).toBeGreaterThan(3)
    expect(warm.every(({ scheduledAt }) => scheduledAt < end.window.startAt)).toBe(true)
  })

  test('each user pauses as its last request was planned to, and what delays a send counts into its latency alone', async () => {
    const thinkTime = { kind: 'uniform', minNs: 5e6, maxNs: 40e6 } as const
    const arrival = { process: 'concurrency', users: 3, thinkTimeNs: 0, thinkTime } as const
    const { records } = await load({ model: 'mock-ttft20-itl1-n2', requests: 30, arrival })
    const pause = userPauses({ arrival, seed: 1 })
    const ends = records.map(({ doneAt }) => doneAt + (pause().pauseNs as number))
    const later = [...records].sort((a, b) => a.scheduledAt - b.scheduledAt).slice(3)
    for (const { scheduledAt } of later)
      expect(Math.min(...ends.map((end) => Math.abs(end - scheduledAt)))).toBeLessThan(1)
    for (const { scheduledAt, sentAt } of records) expect(sentAt as number).toBeGreaterThanOrEqual(scheduledAt)
  })

  test('a closed loop ends with its duration, and the window holds its last answers', async () => {
    const { records, end } = await load({
      model: 'mock-ttft20-itl1-n2',
      requests: 10_000,
      arrival: users(3, 5e6),
      durationNs: 3e8,
    })
    expect(records.length).toBeGreaterThan(12)
    expect(Math.max(...records.map(({ scheduledAt }) => scheduledAt))).toBeLessThan(end.window.startAt + 3e8)
    expect(end.window.endAt).toBe(Math.max(end.window.startAt + 3e8, ...records.map(({ doneAt }) => doneAt)))
    const byTime = [...records].sort((a, b) => a.scheduledAt - b.scheduledAt)
    const ends = new Set(records.map(({ doneAt }) => doneAt + 5e6))
    expect(byTime.slice(3).every(({ scheduledAt }) => ends.has(scheduledAt))).toBe(true)
  })

  test('the load says how it fared itself', async () => {
    const { end } = await load({ model: 'mock-ttft10-itl2-n16', requests: 20 })
    const { eventLoopDelayNs, cpuShare } = end.client
    expect(eventLoopDelayNs.p50).toBeGreaterThan(0)
    expect(eventLoopDelayNs.max).toBeGreaterThanOrEqual(eventLoopDelayNs.p99)
    expect(cpuShare).toBeGreaterThan(0)
  })
})
