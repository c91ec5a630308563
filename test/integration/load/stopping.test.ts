import { describe, expect, test } from 'vitest'
import type { LoadRun } from '../../../src/load/run-load.ts'
import { constant, kinds, mockLoad, users } from '../../helpers/mock-load.ts'

const { load } = mockLoad()

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
