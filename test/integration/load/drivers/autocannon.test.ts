import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildBody } from '../../../../src/clients/request-body.ts'
import { planOf } from '../../../../src/cli/pipeline/selftest/load-against.ts'
import { processClock } from '../../../../src/core/clock.ts'
import type { RequestRecord } from '../../../../src/core/request-record.ts'
import { startAutocannon } from '../../../../src/load/drivers/run-autocannon.ts'
import { type MockServer, startMockServer } from '../../../../src/selftest/mock/mock-server-process.ts'
import type { PlannedRequest } from '../../../../src/workload/planned-request.ts'

let mock: MockServer
beforeAll(async () => {
  mock = await startMockServer()
})
afterAll(() => mock.close())

interface Shot {
  readonly model: string
  readonly users?: number
  readonly requests?: number | null
  readonly url?: string
  readonly durationNs?: number
  readonly warmupNs?: number
  readonly timeoutNs?: number
  readonly pipelining?: number
  readonly stop?: AbortSignal
  readonly abort?: AbortSignal
  readonly enough?: AbortSignal
}

async function shoot({ model, users = 4, requests = 40, url = mock.url, pipelining = 1, ...times }: Shot) {
  const clock = processClock()
  const arrival = { process: 'concurrency', users, thinkTimeNs: 0 } as const
  const base = planOf({ url, model, arrival, requests: requests ?? 0, stream: false, ...times })
  const plan = { ...base, requestCount: requests, pipelining }
  const planned = function* (): Generator<PlannedRequest> {
    for (let index = 0; requests === null || index < requests + 100; index++)
      yield { index, phase: 'measure', className: 'default', scheduledAt: null, inputTokens: 2, outputTokens: 3 }
  }
  const prepare = async (request: PlannedRequest) => {
    const extra = { user: String(request.index) }
    const prompt = `request ${request.index}`
    const body = buildBody({ api: 'chat', stream: false, model, prompt, maxTokens: 3, ignoreEos: false, extra })
    return { path: '/chat/completions', body, timeoutNs: plan.timeoutNs }
  }
  const never = new AbortController().signal
  let windows = 0
  const run = startAutocannon({
    ...{ plan, prepare, clock, baseUrl: url, headers: { authorization: 'Bearer secret' }, tokenizer: null },
    schedule: { planned: requests, requests: planned() },
    ...{
      stop: times.stop ?? never,
      abort: times.abort ?? never,
      enough: times.enough ?? never,
      onWindow: () => void windows++,
    },
  })
  const records: RequestRecord[] = []
  for await (const record of run.records) records.push(record)
  return { records, end: await run.finished, progress: run.progress(), windows }
}

const kinds = (records: readonly RequestRecord[]) => new Set(records.map(({ outcome }) => outcome.kind))

test('exactly as many requests are sent as asked for, each recorded once with what autocannon can tell', async () => {
  const before = (await mock.log()).length
  const { records, end, progress } = await shoot({ model: 'mock-ttft5-itl0-n3' })
  const log = (await mock.log()).slice(before)
  expect(log).toHaveLength(40)
  expect(new Set(log.map(({ user }) => user)).size).toBe(40)
  expect(records.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i))
  expect(kinds(records)).toEqual(new Set(['ok']))
  for (const { sentAt, headersAt, firstChunkAt, firstTokenAt, doneAt, ...record } of records) {
    expect(record).toMatchObject({ httpStatus: 200, outputTokens: 3, countedBy: 'usage', phase: 'measure' })
    expect(record.scheduledAt).toBe(sentAt)
    expect(firstTokenAt).toBeNull()
    expect(
      [sentAt, headersAt, firstChunkAt, doneAt].every((at, i, all) => i === 0 || (at ?? 0) >= (all[i - 1] ?? 0)),
    ).toBe(true)
    expect(doneAt - (sentAt ?? 0)).toBeGreaterThan(4.5e6)
  }
  expect(end).toMatchObject({ interrupted: false, client: { maxInFlight: 4, connectionsOpened: 4 } })
  expect(progress).toMatchObject({ sent: 40, completed: 40, inFlight: 0 })
})

test('time ends the load too, requests before the window are warm-up, and answers under way still come', async () => {
  const { records, end, windows } = await shoot({
    model: 'mock-ttft20-itl0-n1',
    requests: null,
    durationNs: 400e6,
    warmupNs: 200e6,
  })
  const { startAt, endAt } = end.window
  expect(windows).toBe(1)
  expect(endAt - startAt).toBeGreaterThanOrEqual(400e6)
  expect(kinds(records)).toEqual(new Set(['ok']))
  const warm = records.filter(({ phase }) => phase === 'warmup')
  expect(warm.length).toBeGreaterThan(0)
  expect(warm.every(({ sentAt }) => (sentAt ?? 0) < startAt)).toBe(true)
  expect(records.length).toBeGreaterThan(warm.length)
})

test('error statuses are failures with the server’s words', async () => {
  const { records } = await shoot({ model: 'mock-err503', requests: 8 })
  expect(records).toHaveLength(8)
  expect(records[0]?.outcome).toEqual({ kind: 'http', detail: 'HTTP 503: "mock status 503 (code 503)"' })
})

test('connections that the server drops are cut requests, not forgotten ones', async () => {
  const { records } = await shoot({ model: 'mock-drop', requests: 6, users: 2 })
  expect(records).toHaveLength(6)
  expect(kinds(records)).toEqual(new Set(['cut']))
})

test('a server that never answers is a timeout of each request', async () => {
  const { records } = await shoot({ model: 'mock-hang', requests: 2, users: 2, timeoutNs: 1e9 })
  expect(kinds(records)).toEqual(new Set(['timeout']))
})

test('a server that is not there ends the load soon, with failures that say so', async () => {
  const { records } = await shoot({ model: 'mock', requests: null, durationNs: 30e9, url: 'http://127.0.0.1:1/v1' })
  expect(records.length).toBeGreaterThanOrEqual(50)
  expect(records[0]?.outcome).toMatchObject({ kind: 'connect', detail: expect.stringContaining('ECONNREFUSED') })
})

test('enough ends it before its time, as a complete run', async () => {
  const enough = new AbortController()
  setTimeout(() => enough.abort(), 1500)
  const { records, end } = await shoot({
    ...{ model: 'mock-ttft50-itl0-n1', requests: null, durationNs: 60e9, enough: enough.signal },
  })
  expect(end.interrupted).toBe(false)
  expect(end.window.endAt).toBeLessThan(50e9)
  expect(kinds(records)).toEqual(new Set(['ok']))
})

test('a stop lets answers under way end, an abort does not', async () => {
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 1500)
  const stopped = await shoot({ model: 'mock-ttft100-itl0-n1', requests: null, stop: stop.signal })
  expect(stopped.end.interrupted).toBe(true)
  expect(kinds(stopped.records)).toEqual(new Set(['ok']))
  const abort = new AbortController()
  setTimeout(() => abort.abort(), 1500)
  const aborted = await shoot({ model: 'mock-ttft5000-itl0-n1', requests: null, abort: abort.signal })
  expect(aborted.records).toHaveLength(4)
  expect(kinds(aborted.records)).toEqual(new Set(['cancelled']))
})

test('connections that pipeline have so many requests under way, each sent and recorded once', async () => {
  const before = (await mock.log()).length
  const { records, end } = await shoot({ model: 'mock-ttft5-itl0-n3', users: 8, pipelining: 4 })
  const log = (await mock.log()).slice(before)
  expect(new Set(log.map(({ user }) => user)).size).toBe(log.length)
  expect(new Set(log.map(({ connection }) => connection)).size).toBe(2)
  expect(records).toHaveLength(log.length)
  expect(records.length).toBeGreaterThanOrEqual(40)
  expect(kinds(records)).toEqual(new Set(['ok']))
  expect(end.client).toMatchObject({ maxInFlight: 8, connectionsOpened: 2 })
})

test('a connection that the server drops cuts all that was in its pipeline', async () => {
  const { records } = await shoot({ model: 'mock-drop', requests: 8, users: 4, pipelining: 2 })
  expect(records.length).toBeGreaterThanOrEqual(8)
  expect(kinds(records)).toEqual(new Set(['cut']))
})
