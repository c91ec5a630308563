import { describe, expect, test } from 'vitest'
import type { LoadRun } from '../../../src/load/run-load.ts'
import { constant, kinds, mockLoad, users } from '../../helpers/mock-load.ts'

const { load, logSince } = mockLoad()

describe('when it is stopped', () => {
  /** Aborts once so many requests were sent, and a little later. */
  const stopAfter = (sent: number, ms: number) => {
    const controller = new AbortController()
    const during = (run: LoadRun) => {
      const poll = setInterval(() => {
        if (run.progress().sent < sent) return
        clearInterval(poll)
        setTimeout(() => controller.abort(), ms)
      }, 5)
    }
    return { signal: controller.signal, during }
  }

  test('a stop sends nothing more and lets answers end', async () => {
    const { signal, during } = stopAfter(20, 0)
    const { records, end, progress } = await load({
      model: 'mock-ttft100-itl10-n10',
      requests: 1000,
      arrival: constant(50),
      stop: signal,
      during,
    })
    expect(end.interrupted).toBe(true)
    expect(records.length).toBe(progress.sent)
    expect(records.length).toBeLessThan(200)
    expect(kinds(records)).toEqual(new Set(['ok']))
    expect(end.window.endAt).toBe(Math.max(...records.map(({ doneAt }) => doneAt)))
  })

  /** Indices of the requests of a model that the server saw, ascending; it may still be reading the last of `expected`. */
  const seenOf = async (model: string, expected: number) => {
    for (let tries = 0; ; tries++) {
      const seen = (await logSince(0)).filter((line) => line.model === model)
      if (seen.length >= expected || tries === 200) return seen.map(({ user }) => Number(user)).sort((a, b) => a - b)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  test('what was handed over ahead and not due yet is never sent, and is no record', async () => {
    const model = 'mock-ttft5-itl1-n3'
    const { signal, during } = stopAfter(30, 0)
    const { records, progress } = await load({
      model,
      requests: 5000,
      arrival: constant(500),
      stop: signal,
      during,
    })
    const indices = records.map(({ index }) => index)
    expect(indices).toEqual(indices.map((_, i) => i))
    expect(records.every(({ sentAt }) => sentAt !== null)).toBe(true)
    expect(await seenOf(model, records.length)).toEqual(indices)
    expect([progress.sent, progress.inFlight]).toEqual([records.length, 0])
  })

  test('an abort cancels what is under way and leaves what was not due unsent', async () => {
    const model = 'mock-ttft5000-itl1-n3'
    const { signal, during } = stopAfter(30, 0)
    const { records, progress } = await load({
      model,
      requests: 5000,
      arrival: constant(500),
      abort: signal,
      during,
    })
    expect(kinds(records)).toEqual(new Set(['cancelled']))
    const sent = records.filter(({ sentAt }) => sentAt !== null).map(({ index }) => index)
    expect(await seenOf(model, sent.length)).toEqual(sent)
    expect([progress.sent, progress.inFlight]).toEqual([records.length, 0])
  })

  test('a load without a drain cancels nothing before it is due', async () => {
    const { records } = await load({
      model: 'mock-ttft5000-itl1-n2',
      requests: 20,
      arrival: constant(200),
      drainNs: 0,
    })
    expect(records).toHaveLength(20)
    for (const { scheduledAt, doneAt } of records) expect(doneAt).toBeGreaterThanOrEqual(scheduledAt)
  })

  test('answers that outlast the drain are cancelled, with what came', async () => {
    const { signal, during } = stopAfter(3, 300)
    const { records } = await load({
      model: 'mock-ttft20-itl100-n100',
      requests: 1000,
      arrival: users(4),
      stop: signal,
      during,
      drainNs: 3e8,
    })
    expect(kinds(records)).toEqual(new Set(['cancelled']))
    expect(records.every(({ events }) => events.at.length > 0)).toBe(true)
  })

  test('an abort cancels at once', async () => {
    const { signal, during } = stopAfter(3, 300)
    const startedMs = performance.now()
    const { records, end } = await load({
      model: 'mock-ttft20-itl100-n200',
      requests: 1000,
      arrival: users(4),
      abort: signal,
      during,
    })
    expect(performance.now() - startedMs).toBeLessThan(5000)
    expect([end.interrupted, kinds(records).size, records[0]?.outcome.kind]).toEqual([true, 1, 'cancelled'])
  })

  test('a stop before anything was sent ends with an empty window', async () => {
    const { records, end } = await load({ model: 'mock', stop: AbortSignal.abort() })
    expect([records.length, end.interrupted]).toEqual([0, true])
    expect(end.window.endAt).toBe(end.window.startAt)
  })

  test('a stop in a closed loop ends the users’ thinking', async () => {
    const { signal, during } = stopAfter(3, 300)
    const startedMs = performance.now()
    const { records } = await load({
      model: 'mock-ttft5-itl1-n2',
      requests: 100,
      arrival: users(3, 60e9),
      stop: signal,
      during,
    })
    expect(records).toHaveLength(3)
    expect(performance.now() - startedMs).toBeLessThan(5000)
  })
})
