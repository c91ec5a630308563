import { describe, expect, test } from 'vitest'
import { startMockServer } from '../../../src/selftest/mock/mock-server-process.ts'
import { constant, kinds, mockLoad, users } from '../../helpers/mock-load.ts'

const { load, logSince } = mockLoad()
const all = (count: number) => Array.from({ length: count }, (_, i) => i)
const usersOf = (log: readonly { readonly user: string | null }[]) =>
  log.map(({ user }) => Number(user)).sort((a, b) => a - b)

describe('several workers', () => {
  test('send each request of an open schedule exactly once, at the times that one worker has', async () => {
    const before = (await logSince(0)).length
    const { records, end, progress } = await load({
      ...{ model: 'mock-ttft5-itl1-n2', requests: 61, arrival: constant(100), workers: 3 },
    })
    expect(records.map(({ index }) => index)).toEqual(all(61))
    expect(usersOf(await logSince(before))).toEqual(all(61))
    const zeroAt = records[0]?.scheduledAt ?? Number.NaN
    for (const { scheduledAt, index, sentAt } of records) {
      expect(scheduledAt - zeroAt).toBeCloseTo(index * 1e7, -1)
      expect(sentAt as number).toBeGreaterThanOrEqual(scheduledAt)
    }
    expect([end.window.startAt, end.interrupted]).toEqual([zeroAt, false])
    expect(end.client.workers?.map(({ sent }) => sent)).toEqual([21, 20, 20])
    expect([progress.sent, progress.completed, progress.inFlight]).toEqual([61, 61, 0])
  })

  test('have the users of a closed loop between them: as many at once, and what is counted stays the count', async () => {
    const before = (await logSince(0)).length
    const { records, end } = await load({
      ...{ model: 'mock-ttft10-itl1-n4', requests: 50, arrival: users(5), workers: 2 },
    })
    expect(records.map(({ index }) => index)).toEqual(all(50))
    const log = await logSince(before)
    expect([usersOf(log), new Set(log.map(({ connection }) => connection)).size]).toEqual([all(50), 5])
    expect(end.client.maxInFlight).toBeLessThanOrEqual(5)
    expect(end.client.connectionsOpened).toBe(5)
    expect(end.client.workers?.map(({ sent }) => sent)).toEqual([30, 20])
    const tokens = records.map(({ outputTokens }) => outputTokens)
    const alone = await load({ model: 'mock-ttft10-itl1-n4', requests: 50, arrival: users(5) })
    expect(tokens).toEqual(alone.records.map(({ outputTokens }) => outputTokens))
  })

  test('keep the limit of requests under way between them, and a freeze counts from the schedule', async () => {
    const frozen = await startMockServer()
    try {
      const { records, end } = await load({
        ...{ url: frozen.url, model: 'mock-ttft10-itl1-n2-sn20-sd1000', requests: 60, workers: 2 },
        arrival: { ...constant(20), maxInFlight: 8 },
      })
      expect([records.length, kinds(records)]).toEqual([60, new Set(['ok'])])
      expect(end.client.maxInFlight).toBeLessThanOrEqual(8)
      expect(end.client.heldBack?.requests).toBeGreaterThan(0)
      // When the 20th request arrives nothing moves for a second: each of those due meanwhile waits for what is left of it.
      const freeAt = (records[19]?.scheduledAt ?? Number.NaN) + 1e9
      const due = records.filter(({ index, scheduledAt }) => index > 19 && scheduledAt < freeAt - 1e8)
      expect(due.length).toBeGreaterThan(10)
      for (const { firstTokenAt, scheduledAt } of due)
        expect((firstTokenAt as number) - scheduledAt).toBeGreaterThanOrEqual(freeAt - scheduledAt - 1e6)
    } finally {
      await frozen.close()
    }
  })

  test('stop when the run does: nothing more is sent, and what was sent is recorded', async () => {
    const before = (await logSince(0)).length
    const stop = new AbortController()
    const { records, end } = await load({
      ...{ model: 'mock-ttft5-itl1-n2', requests: 100_000, arrival: constant(50), workers: 2, stop: stop.signal },
      onWindow: () => setTimeout(() => stop.abort(), 400),
    })
    const sent = records.filter(({ sentAt }) => sentAt !== null)
    expect([end.interrupted, sent.length < 100_000]).toEqual([true, true])
    expect(usersOf(await logSince(before))).toEqual(sent.map(({ index }) => index))
  })
})
