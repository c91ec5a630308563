import { expect, test } from 'vitest'
import type { Outcome } from '../../../../../src/core/request-record.ts'
import { LookAhead, type ReadyRequest } from '../../../../../src/load/look-ahead.ts'
import { FlightRoom } from '../../../../../src/load/pacing/flight-room.ts'
import type { AnsweredEnd } from '../../../../../src/load/sessions/play-session.ts'
import { runSessions, type SessionsContext } from '../../../../../src/load/sessions/run-sessions.ts'
import { draftFirst, type Said, type SessionWriter } from '../../../../../src/load/sessions/session-writer.ts'
import type { SentRequest } from '../../../../../src/load/to-record.ts'
import type { PlannedSession, SessionRequest } from '../../../../../src/workload/sessions/planned-session.ts'
import { fakePacer } from '../../../../helpers/fake-pacer.ts'

type Edge = readonly [parents: readonly number[], gapNs: number, continues?: number]
let index = 0

/** A session whose calls wait for these and so long. */
function session(number: number, scheduledAt: number | null, edges: readonly Edge[]): PlannedSession {
  const calls = edges.map(
    ([parents, gapNs, continues], position): SessionRequest => ({
      ...{ index: index++, phase: 'measure', className: 'default', scheduledAt: null, inputTokens: 1, outputTokens: 1 },
      call: {
        ...{ session: number, position, turn: position, parents, gapNs },
        continues: continues === undefined ? null : { call: continues, newTokens: 1, newFrom: null },
      },
    }),
  )
  return { number, scheduledAt, calls }
}
const chain = (number: number, length: number, gapNs = 5, scheduledAt: number | null = null) =>
  session(
    number,
    scheduledAt,
    Array.from({ length }, (_, i) => (i === 0 ? [[], 0] : [[i - 1], gapNs, i - 1])),
  )

/** Sessions against a server that answers call `position` after `serviceNs`; bodies are the conversation as text. */
function setUp(
  sessions: Iterable<PlannedSession>,
  changes: Partial<SessionsContext> = {},
  serviceNs: (request: SessionRequest) => number = () => 10,
  outcome: (request: SessionRequest) => Outcome = () => ({ kind: 'ok' }),
) {
  const fake = fakePacer()
  const halt = new AbortController()
  const sends: (readonly [session: number, position: number, scheduledAt: number, sentAt: number])[] = []
  const bodies: string[] = []
  const counts: Said['counted'][] = []
  const unsent: (SentRequest & { detail: string })[] = []
  const writer: SessionWriter = {
    async draft({ call }) {
      const own = `q${call.position}`
      const finish = (before: Said | null) => {
        counts.push(before?.counted ?? null)
        const prompt = before === null ? own : `${String(before.prompt)} ${before.reply} ${own}`
        return { prepared: { path: '/', body: Buffer.from(prompt), timeoutNs: 1e9 }, prompt }
      }
      return { finish }
    },
  }
  const send = ({ planned, prepared }: ReadyRequest, sent: SentRequest): Promise<AnsweredEnd> => {
    const request = planned as SessionRequest
    const { call } = request
    bodies.push(String(prepared.body))
    sends.push([call.session, call.position, sent.scheduledAt, fake.clock.nowNs()])
    const doneAt = fake.clock.nowNs() + serviceNs(request)
    const counted = { inputTokens: 10 + call.position, outputTokens: 5, countedBy: 'usage' as const }
    const answer = Promise.resolve({ outcome: outcome(request), reply: `a${call.position}`, ...counted })
    return new Promise((resolve) => fake.pacer.callAt(doneAt, () => resolve({ doneAt, refused: false, answer })))
  }
  const ahead = new LookAhead({
    requests: sessions,
    prepare: (each: PlannedSession) => draftFirst(writer, each),
    depth: 4,
    quiet: async () => {},
  })
  const context: SessionsContext = {
    ...{ ahead, writer, send, pacer: fake.pacer, clock: fake.clock, halt: halt.signal, zeroAt: 1000 },
    room: new FlightRoom(Infinity, halt.signal),
    giveUp: (each, detail) => void unsent.push({ ...each, detail }),
    ...{ warmUpEndAt: 0, endAt: null, requestCount: null, users: { users: 1, thinkTimeNs: 0 } },
    ...changes,
  }
  return { ...fake, context, halt, sends, bodies, counts, unsent }
}

test('a call is written with what the server counted of the one that it goes on with', async () => {
  const { context, counts, run } = setUp([chain(0, 3)])
  const loop = runSessions(context)
  await run(5000)
  await loop
  expect(counts).toEqual([null, { inputTokens: 10, outputTokens: 5 }, { inputTokens: 11, outputTokens: 5 }])
})

test('a call is due when the one before has ended, plus its gap, and is sent then', async () => {
  const { context, sends, run } = setUp([chain(0, 3)])
  const loop = runSessions(context)
  await run(5000)
  await loop
  expect(sends).toEqual([
    [0, 0, 1000, 1000],
    [0, 1, 1015, 1015],
    [0, 2, 1030, 1030],
  ])
})

test('calls that are due while as many as may be are under way wait their turn, over all sessions, and keep their due times', async () => {
  const sessions = [0, 1, 2].map((number) => chain(number, 2, 5, number))
  const room = new FlightRoom(2, new AbortController().signal)
  const { context, sends, run } = setUp(sessions, { users: null, room }, ({ call }) => (call.session === 0 ? 9 : 10))
  const loop = runSessions(context)
  await run(5000)
  await loop
  expect(sends).toEqual([
    [0, 0, 1000, 1000],
    [1, 0, 1001, 1001],
    [2, 0, 1002, 1009],
    [0, 1, 1014, 1014],
    [1, 1, 1016, 1019],
    [2, 1, 1024, 1024],
  ])
  expect([room.held, room.longestNs]).toEqual([2, 7])
})

test('a halt ends the wait of a call for room', async () => {
  const { context, sends, halt, run } = setUp([chain(0, 1, 5, 0), chain(1, 1, 5, 1)], { users: null }, () => 1e9)
  const loop = runSessions({ ...context, room: new FlightRoom(1, halt.signal) })
  await run(1500)
  halt.abort()
  await loop
  expect(sends).toHaveLength(1)
})

test('a prompt holds what was asked and what the target answered before', async () => {
  const { context, bodies, run } = setUp([chain(0, 3)])
  const loop = runSessions(context)
  await run(5000)
  await loop
  expect(bodies).toEqual(['q0', 'q0 a0 q1', 'q0 a0 q1 a1 q2'])
})

test('agents go at once, and the call that waits for all of them is due after the slowest', async () => {
  const team = session(0, null, [
    [[], 0],
    [[0], 0],
    [[0], 2],
    [[1, 2], 5, 0],
  ])
  const { context, sends, bodies, run } = setUp([team], {}, ({ call }) => (call.position === 1 ? 100 : 10))
  const loop = runSessions(context)
  await run(5000)
  await loop
  expect(sends.map(([, position, at]) => [position, at])).toEqual([
    [0, 1000],
    [1, 1010],
    [2, 1012],
    [3, 1115],
  ])
  expect(bodies.at(-1)).toBe('q0 a0 q3')
})

test('sessions of a schedule begin at their times, answered or not', async () => {
  const sessions = [0, 5e7, 5e7, 9e7].map((at, i) => chain(i, 2, 5, at))
  const { context, sends, run } = setUp(sessions, { users: null, zeroAt: 3e7 }, () => 1e8)
  const loop = runSessions(context)
  await run(5e8)
  await loop
  expect(sends.filter(([, position]) => position === 0).map(([, , at, sentAt]) => [at, sentAt])).toEqual(
    [3e7, 8e7, 8e7, 12e7].map((at) => [at, at]),
  )
  expect(sends).toHaveLength(8)
})

test('a user begins the next session a rest after the end of the last call of the one before', async () => {
  const { context, sends, run } = setUp([chain(0, 2), chain(1, 1)], { users: { users: 1, thinkTimeNs: 50 } })
  const loop = runSessions(context)
  await run(5000)
  await loop
  expect(sends.at(-1)).toEqual([1, 0, 1075, 1075])
})

test('a failure ends its session: what had not begun is recorded as not sent, other sessions go on', async () => {
  const fails = ({ call }: SessionRequest): Outcome =>
    call.session === 0 && call.position === 1 ? { kind: 'cut', detail: '' } : { kind: 'ok' }
  const { context, sends, unsent, run } = setUp([chain(0, 4), chain(1, 4)], {}, () => 10, fails)
  const loop = runSessions(context)
  await run(5000)
  await loop
  expect(sends.map(([number, position]) => [number, position])).toEqual([
    [0, 0],
    [0, 1],
    ...[0, 1, 2, 3].map((position) => [1, position]),
  ])
  expect(unsent.map(({ planned, scheduledAt }) => [planned.call?.position, scheduledAt])).toEqual([
    [2, 1025],
    [3, 1025],
  ])
  expect(unsent[0]?.detail).toMatch(/ended with cut/)
})

test('no call is scheduled at or after the end, and none of those left is recorded', async () => {
  const { context, sends, unsent, run } = setUp([chain(0, 100)], { endAt: 1040 })
  const loop = runSessions(context)
  await run(9000)
  await loop
  expect(sends.map(([, , at]) => at)).toEqual([1000, 1015, 1030])
  expect(unsent).toEqual([])
})

test('calls before the end of the warm-up are warm-up and do not count', async () => {
  const phases: string[] = []
  const { context, run } = setUp([chain(0, 100)], { warmUpEndAt: 1030, requestCount: 3 })
  const { send } = context
  const loop = runSessions({
    ...context,
    send: (ready, sent) => {
      phases.push(sent.phase)
      return send(ready, sent)
    },
  })
  await run(9000)
  await loop
  expect(phases).toEqual(['warmup', 'warmup', 'measure', 'measure', 'measure'])
})

test('with a count sending is over with its last call, not with its last answer', async () => {
  const { context, sends, run, clock } = setUp([chain(0, 9)], { requestCount: 1 }, () => 1e9)
  const loop = runSessions(context)
  await run(1500)
  await loop
  expect([sends.length, clock.nowNs()]).toEqual([1, 1500])
})

test('a halt ends the waiting', async () => {
  const { context, sends, unsent, halt, run } = setUp([chain(0, 5, 1e9)])
  const loop = runSessions(context)
  await run(2000)
  halt.abort()
  await loop
  expect([sends.length, unsent.length]).toEqual([1, 0])
})

test('a body that cannot be written ends the load with its fault', async () => {
  for (const users of [null, { users: 2, thinkTimeNs: 0 }]) {
    const { context, run } = setUp([chain(0, 3, 5, 0)], { users })
    const failing: SessionWriter = {
      draft: async ({ call }) => {
        if (call.position === 1) throw new Error('no words left')
        return { finish: () => ({ prepared: { path: '/', body: Buffer.alloc(0), timeoutNs: 1e9 }, prompt: '' }) }
      },
    }
    const loop = runSessions({ ...context, writer: failing })
    loop.catch(() => {})
    await run(5e8)
    await expect(loop).rejects.toThrow('no words left')
  }
})
