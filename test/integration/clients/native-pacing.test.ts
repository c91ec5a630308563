/** Requests handed over ahead leave the addon's own thread when they are due, by the log of a server in a process of its own. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Client, PreparedRequest, RawExchange } from '../../../src/clients/client.ts'
import { originOf, processClock } from '../../../src/core/clock.ts'
import { type MockServer, startMockServer } from '../../../src/selftest/mock/mock-server-process.ts'
import { hasWire, nativeClient } from '../../helpers/transports.ts'

const clock = processClock()
const never = new AbortController().signal
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const holdThisThread = (untilAt: number) => {
  while (clock.nowNs() < untilAt);
}

describe.skipIf(!hasWire)('a request handed over ahead (needs npm run build:wire)', () => {
  let mock: MockServer
  let client: Client
  const make = (url: string) => nativeClient({ baseUrl: url, headers: {}, clock })
  beforeAll(async () => {
    mock = await startMockServer()
  })
  afterAll(() => mock.close())
  afterEach(() => client.close())

  const request = (user: string, changes: Partial<PreparedRequest> = {}): PreparedRequest => {
    const body = { model: 'mock-ttft1-itl1-n2', stream: true, user, messages: [{ role: 'user', content: user }] }
    return { path: '/chat/completions', body: Buffer.from(JSON.stringify(body)), timeoutNs: 20e9, ...changes }
  }
  const sendAt = (user: string, at: number, options: { unless?: AbortSignal; signal?: AbortSignal } = {}) =>
    client.sendAt?.(
      request(user),
      { at, unless: options.unless ?? never },
      options.signal ?? never,
    ) as Promise<RawExchange | null>
  /** When the server had them, in the client's time, by who sent them. */
  const arrivals = async () => {
    const origin = Number(originOf(clock))
    return new Map((await mock.log()).map(({ user, arrivedAt }) => [user, arrivedAt - origin]))
  }

  test('leaves while this thread is busy, never before it is due', async () => {
    client = make(mock.url)
    await client.warm(1)
    const from = clock.nowNs() + 30e6
    const due = Array.from({ length: 12 }, (_, i) => from + i * 10e6)
    const answers = due.map((at, i) => sendAt(`busy ${i}`, at))
    holdThisThread(from + 800e6)
    const freeAt = clock.nowNs()
    const sent = (await Promise.all(answers)).map((raw) => raw?.sentAt as number)
    const seen = await arrivals()
    for (const [i, at] of due.entries()) {
      expect(sent[i]).toBeGreaterThanOrEqual(at)
      expect(seen.get(`busy ${i}`)).toBeGreaterThanOrEqual(at)
      expect(sent[i]).toBeLessThan(freeAt)
    }
  })

  test('leaves in the order of the due times, whatever the order of handing over; of one time, in that order', async () => {
    client = make(mock.url)
    const from = clock.nowNs() + 100e6
    const offsets = [60, 0, 30, 0, 60, 30]
    const answers = offsets.map((ms, i) => sendAt(`order ${i}`, from + ms * 1e6))
    const sent = (await Promise.all(answers)).map((raw, i) => ({ i, at: raw?.sentAt as number }))
    expect(sent.toSorted((a, b) => a.at - b.at).map(({ i }) => i)).toEqual([1, 3, 2, 5, 0, 4])
  })

  test('finds a connection that was opened for it', async () => {
    client = make(mock.url)
    const at = clock.nowNs() + 1500e6
    const answers = Array.from({ length: 40 }, (_, i) => sendAt(`burst ${i}`, at))
    for (const end = at - 100e6; client.connectionsOpened < 40 && clock.nowNs() < end; ) await wait(5)
    expect(client.connectionsOpened).toBe(40)
    expect((await Promise.all(answers)).map((raw) => raw?.failure)).toEqual(Array(40).fill(null))
    expect(client.connectionsOpened).toBe(40)
  })

  test('opens nothing for a number whose own connection is there', async () => {
    client = make(mock.url)
    const own = (at: number) => client.sendAt?.(request('own', { connection: 3 }), { at, unless: never }, never)
    expect((await own(0))?.failure).toBeNull()
    await own(clock.nowNs() + 50e6)
    await Promise.all([own(clock.nowNs() + 50e6), sendAt('other', clock.nowNs() + 50e6)])
    expect(client.connectionsOpened).toBe(2)
  })

  test('is taken back before it is due, and the server never sees it; what was due goes on to its answer', async () => {
    client = make(mock.url)
    const stop = new AbortController()
    const unless = stop.signal
    const model = 'mock-ttft300-itl1-n2'
    const slow = request('gone ahead', { body: Buffer.from(JSON.stringify({ model, stream: true, user: 'gone' })) })
    const gone = client.sendAt?.(slow, { at: clock.nowNs() + 1e6, unless }, never)
    const held = Array.from({ length: 5 }, (_, i) => sendAt(`taken ${i}`, clock.nowNs() + 5e9 + i, { unless }))
    await wait(100)
    stop.abort()
    expect(await Promise.all(held)).toEqual(Array(5).fill(null))
    expect(await sendAt('too late', clock.nowNs() + 5e9, { unless })).toBeNull()
    expect((await gone)?.failure).toBeNull()
    const seen = await arrivals()
    expect([...seen.keys()].filter((user) => /taken|too late/.test(user ?? ''))).toEqual([])
    expect(seen.has('gone')).toBe(true)
  })

  test('is cancelled before it is due, unsent; so it is when the client is closed', async () => {
    client = make(mock.url)
    const cancel = new AbortController()
    const answer = sendAt('cancelled', clock.nowNs() + 5e9, { signal: cancel.signal })
    await wait(20)
    cancel.abort()
    const raw = await answer
    expect([raw?.sentAt, raw?.failure?.kind]).toEqual([null, 'cancelled'])
    const closing = sendAt('closed', clock.nowNs() + 5e9)
    await client.close()
    expect([(await closing)?.sentAt, (await closing)?.failure?.kind]).toEqual([null, 'cancelled'])
    expect([...(await arrivals()).keys()].filter((user) => /^(cancelled|closed)/.test(user ?? ''))).toEqual([])
  })

  test('fails when it is due where nobody listens, however often a connection was tried before', async () => {
    client = make('http://127.0.0.1:1/v1')
    const at = clock.nowNs() + 30e6
    const raw = await sendAt('nobody', at)
    expect([raw?.failure?.kind, raw?.sentAt]).toEqual(['connect', null])
    expect(raw?.doneAt).toBeGreaterThanOrEqual(at)
  })

  test('has its whole time limit from when it is due', async () => {
    client = make(mock.url)
    const at = clock.nowNs() + 300e6
    const model = 'mock-ttft10000-itl1-n2'
    const body = Buffer.from(JSON.stringify({ model, stream: true, user: 'limit' }))
    const raw = await client.sendAt?.(request('limit', { body, timeoutNs: 200e6 }), { at, unless: never }, never)
    expect(raw?.failure?.kind).toBe('timeout')
    expect(raw?.doneAt).toBeGreaterThanOrEqual(at + 200e6)
  })
})
