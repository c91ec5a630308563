import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { processClock } from '../../../src/core/clock.ts'
import type { RequestRecord } from '../../../src/core/request-record.ts'
import type { Tokenizer } from '../../../src/core/tokenizer.ts'
import type { LoadRun } from '../../../src/load/run-load.ts'
import { againstLog, quantileOf } from '../../helpers/against-log.ts'
import { type LoadCase, loadAgainst } from '../../helpers/load-against.ts'
import { type MockServer, startMockServer } from '../../helpers/mock-server-process.ts'

let mock: MockServer
beforeAll(async () => {
  mock = await startMockServer()
})
afterAll(() => mock.close())

const users = (count: number, thinkTimeNs = 0) => ({ process: 'concurrency', users: count, thinkTimeNs }) as const
const constant = (ratePerSecond: number) => ({ process: 'constant', ratePerSecond }) as const
const load = (changes: Partial<LoadCase> & Pick<LoadCase, 'model'>) =>
  loadAgainst({ url: mock.url, arrival: users(4), requests: 8, ...changes })
const kinds = (records: readonly RequestRecord[]) => new Set(records.map(({ outcome }) => outcome.kind))
const sum = (tokens: Uint32Array) => tokens.reduce((a, b) => a + b, 0)

/** Lines of the log that belong to this load: those after the first `before`. */
const logSince = async (before: number) => (await mock.log()).slice(before)

describe('what is measured', () => {
  test('TTFT, gaps and end agree with the server’s own log', async () => {
    const before = (await mock.log()).length
    const clock = processClock()
    const model = 'mock-ttft50-itl10-n32'
    const { records } = await load({ model, requests: 24, clock })
    const errors = againstLog(records, await logSince(before), Number(clock.originNs))
    expect(errors).toHaveLength(24)
    // Generous: other processes share these cores. What is measured on a quiet machine is in the closing note.
    expect(
      Math.abs(
        quantileOf(
          errors.map(({ ttftMs }) => ttftMs),
          0.5,
        ),
      ),
    ).toBeLessThan(2)
    expect(
      Math.abs(
        quantileOf(
          errors.flatMap(({ itlMs }) => itlMs),
          0.5,
        ),
      ),
    ).toBeLessThan(1)
    expect(
      Math.abs(
        quantileOf(
          errors.map(({ e2eMs }) => e2eMs),
          0.5,
        ),
      ),
    ).toBeLessThan(2)
    // A stamp before its cause would be a clock that lies.
    expect(Math.min(...errors.flatMap(({ backMs, outMs }) => [...backMs, outMs]))).toBeGreaterThan(0)
  })

  test('a role chunk long before the first token does not make it', async () => {
    const { records } = await load({ model: 'mock-ttft60-itl2-n4-role5' })
    for (const { sentAt, firstChunkAt, firstTokenAt } of records) {
      expect((firstTokenAt as number) - (sentAt as number)).toBeGreaterThan(55e6)
      expect((firstChunkAt as number) - (sentAt as number)).toBeLessThan(45e6)
    }
  })

  test('reasoning comes first and is not yet visible', async () => {
    const { records } = await load({ model: 'mock-ttft10-itl5-n16-rsn8' })
    for (const record of records) {
      expect(record.firstVisibleAt).toBe(record.events.at[8])
      expect([record.firstTokenAt, record.outputTokens]).toEqual([record.events.at[0], 16])
    }
  })

  test.each([
    ['four tokens an event', 'mock-itl2-n32-k4', 8, 'usage'],
    ['four tokens an event, counted along', 'mock-itl2-n32-k4-running', 8, 'usage'],
    ['multi-byte text', 'mock-itl2-n16-mb', 16, 'usage'],
    ['events split over packets', 'mock-itl3-n16-mb-seg', 16, 'usage'],
    ['no usage', 'mock-itl2-n16-usage0', 16, 'events'],
    ['no [DONE]', 'mock-itl2-n16-nodone', 16, 'usage'],
    ['no finish_reason', 'mock-itl2-n16-nofinish', 16, 'usage'],
    ['a connection that closes', 'mock-itl2-n16-connclose', 16, 'usage'],
  ])('%s: events and tokens are right', async (_, model, events, countedBy) => {
    const { records } = await load({ model })
    expect(kinds(records)).toEqual(new Set(['ok']))
    const tokens = events === 8 ? 32 : 16
    for (const record of records) {
      expect([record.events.at.length, record.outputTokens, sum(record.events.tokens)]).toEqual([
        events,
        tokens,
        tokens,
      ])
      expect(record.countedBy).toBe(countedBy)
    }
  })

  test('answers without usage are counted by the target’s tokenizer after the run, by events with another’s', async () => {
    const words: Tokenizer = {
      ...{ name: 'words', fidelity: 'target', overhead: { chat: null, completion: null } },
      encode: async (text) =>
        text
          .trim()
          .split(/\s+/)
          .map((_, i) => i),
    }
    const counted = await load({ model: 'mock-itl2-n16-k4-usage0', tokenizer: words })
    for (const record of counted.records)
      expect([record.outputTokens, record.countedBy, sum(record.events.tokens)]).toEqual([16, 'tokenizer', 16])
    const assumed = await load({ model: 'mock-itl2-n16-k4-usage0', tokenizer: { ...words, fidelity: 'assumed' } })
    for (const record of assumed.records) expect([record.outputTokens, record.countedBy]).toEqual([4, 'events'])
  })

  test.each(['chat', 'completions'] as const)('%s in one piece has tokens but no token times', async (api) => {
    const { records } = await load({ model: 'mock-ttft20-itl1-n16', stream: false, api })
    expect(kinds(records)).toEqual(new Set(['ok']))
    for (const record of records)
      expect([record.outputTokens, record.firstTokenAt, record.events.at.length]).toEqual([16, null, 0])
  })

  test('plain completions stream alike', async () => {
    const { records } = await load({ model: 'mock-itl2-n16', api: 'completions' })
    expect(records.map(({ outputTokens }) => outputTokens)).toEqual(Array.from(records, () => 16))
  })
})

describe('every failure has its kind', () => {
  test.each([
    ['http', 'mock-err401', '401'],
    ['http', 'mock-err404', '404'],
    ['http', 'mock-err429', 'retry after 3'],
    ['http', 'mock-err500', 'mock status 500'],
    ['malformed', 'mock-html', 'Welcome to nginx'],
    ['malformed', 'mock-garbage', 'SSH-2.0'],
    ['malformed', 'mock-itl2-n8-badjson3', 'JSON'],
    ['streamError', 'mock-itl2-n8-errev4', 'mock engine died'],
    ['cut', 'mock-itl2-n8-cut4', 'closed the connection'],
    ['cut', 'mock-itl2-n8-reset4', 'reset'],
    ['cut', 'mock-drop', 'before any response byte'],
    ['timeout', 'mock-hang', 'no response'],
    ['timeout', 'mock-itl200-n64', 'body bytes so far'],
  ])('%s: %s', async (kind, model, words) => {
    const { records, progress } = await load({ model, requests: 4, timeoutNs: 400e6 })
    expect(kinds(records)).toEqual(new Set([kind]))
    for (const { outcome } of records) expect((outcome as { detail: string }).detail).toContain(words)
    expect([progress.failed, progress.completed, records.length]).toEqual([4, 0, 4])
  })

  test('what came before a fault is kept', async () => {
    for (const model of ['mock-itl2-n8-errev4', 'mock-itl2-n8-cut4', 'mock-itl2-n8-reset4']) {
      const { records } = await load({ model, requests: 4 })
      for (const record of records) expect([record.events.at.length, record.outputTokens]).toEqual([4, 4])
    }
  })

  test('failures among answers stay apart', async () => {
    const { records } = await load({ model: 'mock-itl2-n8-err500-every2', requests: 20 })
    expect(records.filter(({ outcome }) => outcome.kind === 'http')).toHaveLength(10)
    expect(records.filter(({ outcome }) => outcome.kind === 'ok')).toHaveLength(10)
  })

  test('nobody who listens is a connect failure, and the load ends', async () => {
    const { records } = await load({ model: 'mock', url: 'http://127.0.0.1:9/v1', requests: 5, arrival: constant(100) })
    expect(kinds(records)).toEqual(new Set(['connect']))
    expect(records.every(({ sentAt }) => sentAt === null)).toBe(true)
  })
})

describe('how it is sent', () => {
  test('exactly the planned requests are sent, and users keep their connections', async () => {
    const before = (await mock.log()).length
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
