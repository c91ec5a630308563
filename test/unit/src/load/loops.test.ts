import { describe, expect, test } from 'vitest'
import { runClosedLoop } from '../../../../src/load/closed-loop.ts'
import { LookAhead, type ReadyRequest } from '../../../../src/load/look-ahead.ts'
import { FlightRoom } from '../../../../src/load/pacing/flight-room.ts'
import { runOpenLoop, type SendEnd } from '../../../../src/load/open-loop.ts'
import type { SentRequest } from '../../../../src/load/to-record.ts'
import type { PlannedRequest } from '../../../../src/workload/planned-request.ts'
import { fakePacer } from '../../../helpers/fake-pacer.ts'

const planned = (
  index: number,
  scheduledAt: number | null,
  phase: 'warmup' | 'measure' = 'measure',
): PlannedRequest => ({
  ...{ index, phase, className: 'default', scheduledAt, inputTokens: 1, outputTokens: 1 },
})

/** A loop over `requests` with a server that answers after `serviceNs(index)`. */
function setUp(requests: Iterable<PlannedRequest>, serviceNs: (index: number) => number = () => 10, refused = false) {
  const fake = fakePacer()
  const halt = new AbortController()
  const sends: (SentRequest & { sentAt: number })[] = []
  const prepare = async () => ({ path: '/', body: Buffer.alloc(0), timeoutNs: 1e9 })
  const ahead = new LookAhead<PlannedRequest>({ requests, prepare, depth: 4, quiet: async () => {} })
  const send = (_: ReadyRequest, sent: SentRequest) => {
    sends.push({ ...sent, sentAt: fake.clock.nowNs() })
    const doneAt = fake.clock.nowNs() + serviceNs(sent.planned.index)
    return new Promise<SendEnd>((resolve) => fake.pacer.callAt(doneAt, () => resolve({ doneAt, refused })))
  }
  return {
    ...fake,
    halt,
    sends,
    /** For so many under way at once. */
    room: (most = Infinity) => new FlightRoom(most, halt.signal),
    context: { ahead, pacer: fake.pacer, clock: fake.clock, zeroAt: 1000, halt: halt.signal, send },
  }
}

test('users that begin over a time are due at even distances, and each goes on from its own answers', async () => {
  const { context, sends, run } = setUp(
    [0, 1, 2, 3, 4, 5].map((i) => planned(i, null)),
    () => 1000,
  )
  const rest = { thinkTimeNs: 0, warmUpEndAt: 1000, endAt: null, requestCount: 6 }
  const loop = runClosedLoop({ ...context, ...rest, users: 4, rampUpNs: 400 })
  await run(4000)
  await loop
  expect(sends.map(({ scheduledAt }) => scheduledAt)).toEqual([1000, 1100, 1200, 1300, 2000, 2100])
  expect(sends.map(({ sentAt }) => sentAt)).toEqual([1000, 1100, 1200, 1300, 2000, 2100])
})

describe('open loop', () => {
  test('every request is sent at its scheduled time, answered or not', async () => {
    const { context, sends, run, room } = setUp(
      [0, 5, 5, 300].map((at, i) => planned(i, at)),
      () => 1e6,
    )
    const loop = runOpenLoop(context, room())
    await run(1300)
    await loop
    expect(sends.map(({ sentAt }) => sentAt)).toEqual([1000, 1005, 1005, 1300])
    expect(sends.map(({ scheduledAt }) => scheduledAt)).toEqual([1000, 1005, 1005, 1300])
  })

  test('a late request is sent at once and keeps its scheduled time', async () => {
    const { context, sends, clock, run, room } = setUp([0, 10, 20].map((at, i) => planned(i, at)))
    clock.advance(1015)
    const loop = runOpenLoop(context, room())
    await run(2000)
    await loop
    expect(sends.map(({ sentAt }) => sentAt)).toEqual([1015, 1015, 1020])
    expect(sends.map(({ scheduledAt }) => scheduledAt)).toEqual([1000, 1010, 1020])
  })

  test('after a halt nothing is sent', async () => {
    const { context, sends, halt, run, room } = setUp([0, 10, 20].map((at, i) => planned(i, at)))
    const loop = runOpenLoop(context, room())
    await run(1012)
    halt.abort()
    await loop
    await run(5000)
    expect(sends.map(({ planned }) => planned.index)).toEqual([0, 1])
  })

  test('what is due while as many as may be are under way waits, in order, and keeps its scheduled time', async () => {
    const { context, sends, run, room } = setUp(
      [0, 5, 10, 15, 100].map((at, i) => planned(i, at)),
      (i) => (i === 0 ? 50 : 20),
    )
    const held = room(2)
    const loop = runOpenLoop(context, held)
    await run(2000)
    await loop
    expect(sends.map(({ planned }) => planned.index)).toEqual([0, 1, 2, 3, 4])
    expect(sends.map(({ scheduledAt }) => scheduledAt)).toEqual([1000, 1005, 1010, 1015, 1100])
    expect(sends.map(({ sentAt }) => sentAt)).toEqual([1000, 1005, 1025, 1045, 1100])
    expect([held.held, held.longestNs]).toEqual([2, 30])
  })

  test('a halt ends the wait for room', async () => {
    const { context, sends, halt, run, room } = setUp(
      [0, 5, 10].map((at, i) => planned(i, at)),
      () => 1e9,
    )
    const loop = runOpenLoop(context, room(1))
    await run(1500)
    halt.abort()
    await loop
    expect(sends).toHaveLength(1)
  })

  describe('with a client that sends by itself when requests are due', () => {
    const togetherNs = 5e6
    const times = [0, 1e6, 4e6, 30e6, 90e6]

    test('those due within 5 ms are handed over together, at least as long ahead as asked for', async () => {
      const { context, sends, run, room } = setUp(times.map((at, i) => planned(i, at)))
      const loop = runOpenLoop({ ...context, zeroAt: 100e6, aheadNs: 20e6 }, room())
      await run(500e6)
      await loop
      expect(sends.map(({ scheduledAt }) => scheduledAt)).toEqual(times.map((at) => 100e6 + at))
      for (const { sentAt, scheduledAt } of sends) {
        expect(scheduledAt - sentAt).toBeGreaterThanOrEqual(20e6)
        expect(scheduledAt - sentAt).toBeLessThan(20e6 + togetherNs)
      }
      expect(new Set(sends.map(({ sentAt }) => sentAt)).size).toBe(3)
    })

    test('what finds no room ahead goes when there is, and was held back only if it is late then', async () => {
      // The first answer is there 55 ms after the zero: the second request is handed over 5 ms ahead, the third 15 ms late.
      const { context, sends, run, room } = setUp(
        [0, 60e6, 60e6].map((at, i) => planned(i, at)),
        (i) => (i === 0 ? 75e6 : 20e6),
      )
      const one = room(1)
      const loop = runOpenLoop({ ...context, zeroAt: 100e6, aheadNs: 20e6 }, one)
      await run(500e6)
      await loop
      expect(sends.map(({ sentAt }) => sentAt)).toEqual([80e6, 155e6, 175e6])
      expect(sends.map(({ scheduledAt }) => scheduledAt)).toEqual([100e6, 160e6, 160e6])
      expect([one.held, one.longestNs]).toEqual([1, 15e6])
    })

    test('after a halt nothing more is handed over', async () => {
      const { context, sends, halt, run, room } = setUp(times.map((at, i) => planned(i, at)))
      const loop = runOpenLoop({ ...context, zeroAt: 100e6, aheadNs: 20e6 }, room())
      await run(90e6)
      halt.abort()
      await loop
      await run(500e6)
      expect(sends.map(({ planned }) => planned.index)).toEqual([0, 1, 2])
    })
  })

  test('the phase is the schedule’s', async () => {
    const { context, sends, run, room } = setUp([planned(0, 0, 'warmup'), planned(1, 10)])
    const loop = runOpenLoop(context, room())
    await run(2000)
    await loop
    expect(sends.map(({ phase }) => phase)).toEqual(['warmup', 'measure'])
  })
})

describe('closed loop', () => {
  const endless = function* () {
    for (let i = 0; ; i++) yield planned(i, null)
  }
  const closed = { users: 1, thinkTimeNs: 5, warmUpEndAt: 1000, endAt: null, requestCount: null }

  test('a request is scheduled at the end of the previous answer plus the think time', async () => {
    const { context, sends, run } = setUp(endless(), (i) => 10 * (i + 1))
    const loop = runClosedLoop({ ...context, ...closed, requestCount: 4 })
    await run(5000)
    await loop
    expect(sends.map(({ scheduledAt }) => scheduledAt)).toEqual([1000, 1015, 1040, 1075])
    expect(sends.map(({ sentAt }) => sentAt)).toEqual([1000, 1015, 1040, 1075])
  })

  test('there are never more requests under way than users', async () => {
    const { context, sends, run } = setUp(endless(), (i) => 7 + (i % 5))
    const loop = runClosedLoop({ ...context, ...closed, users: 3, thinkTimeNs: 0, endAt: 1200 })
    await run(5000)
    await loop
    expect(sends.length).toBeGreaterThan(40)
    for (const { sentAt } of sends) {
      const open = sends.filter(
        (other) => other.sentAt <= sentAt && other.sentAt + 7 + (other.planned.index % 5) > sentAt,
      )
      expect(open.length).toBeLessThanOrEqual(3)
    }
  })

  test('what is scheduled before the end of the warm-up is warm-up and does not count', async () => {
    const { context, sends, run } = setUp(endless())
    const loop = runClosedLoop({ ...context, ...closed, warmUpEndAt: 1030, requestCount: 3 })
    await run(5000)
    await loop
    expect(sends.map(({ phase }) => phase)).toEqual(['warmup', 'warmup', 'measure', 'measure', 'measure'])
  })

  test('nothing is scheduled at or after the end', async () => {
    const { context, sends, run } = setUp(endless())
    const loop = runClosedLoop({ ...context, ...closed, endAt: 1030 })
    await run(5000)
    await loop
    expect(sends.map(({ scheduledAt }) => scheduledAt)).toEqual([1000, 1015])
  })

  test('a user without a connection pauses instead of hammering', async () => {
    const { context, sends, run } = setUp(endless(), () => 1, true)
    const loop = runClosedLoop({ ...context, ...closed, endAt: 1000 + 1e9 })
    await run(3e9)
    await loop
    expect(sends.length).toBe(10)
  })

  test('the loop is over with its last send, not with its last answer', async () => {
    const { context, sends, run, clock } = setUp(endless(), () => 1e9)
    const loop = runClosedLoop({ ...context, ...closed, users: 2, requestCount: 2 })
    await run(1500)
    await loop
    expect([sends.length, clock.nowNs()]).toEqual([2, 1500])
  })

  test('the loop is over at its end, and whoever is answered later sends nothing', async () => {
    const { context, sends, run } = setUp(endless(), () => 400)
    const loop = runClosedLoop({ ...context, ...closed, users: 2, endAt: 1200 })
    await run(1200)
    await loop
    await run(9000)
    expect(sends).toHaveLength(2)
  })

  test('the loop ends with its requests', async () => {
    const { context, sends, run } = setUp([planned(0, null), planned(1, null)])
    const loop = runClosedLoop({ ...context, ...closed, users: 5 })
    await run(5000)
    await loop
    expect(sends).toHaveLength(2)
  })

  test('with a client that sends by itself requests go to it ahead of their times, as far as those are known', async () => {
    const { context, sends, run } = setUp(endless(), () => 10e6)
    const early = { ...context, zeroAt: 50e6, aheadNs: 20e6 }
    const loop = runClosedLoop({ ...early, ...closed, warmUpEndAt: 50e6, thinkTimeNs: 50e6, requestCount: 3 })
    await run(500e6)
    await loop
    expect(sends.map(({ scheduledAt }) => scheduledAt)).toEqual([50e6, 90e6, 130e6])
    expect(sends.map(({ sentAt }) => sentAt)).toEqual([30e6, 70e6, 110e6])
  })

  test('a user whom the halt took back before it was due sends nothing more', async () => {
    const { context, sends, halt, run } = setUp(endless())
    const send: typeof context.send = async (ready, sent) => {
      await context.send(ready, sent)
      halt.abort()
      return null as never
    }
    const loop = runClosedLoop({ ...context, ...closed, send })
    await run(5000)
    await loop
    expect(sends).toHaveLength(1)
  })

  test('a halt ends the think time', async () => {
    const { context, sends, halt, run } = setUp(endless())
    const loop = runClosedLoop({ ...context, ...closed, thinkTimeNs: 1e9 })
    await run(2000)
    halt.abort()
    await loop
    expect(sends).toHaveLength(1)
  })
})
