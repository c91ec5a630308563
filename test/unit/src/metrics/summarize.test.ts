import { expect, test } from 'vitest'
import type { RequestRecord } from '../../../../src/core/request-record.ts'
import { msToNs, sToNs } from '../../../../src/core/units.ts'
import { runDocumentSchema } from '../../../../src/metrics/run-document.ts'
import { summarize } from '../../../../src/metrics/summarize.ts'
import { answered, failed, runHeader } from '../../../helpers/build-record.ts'

const many = (count: number, make: (i: number) => RequestRecord) =>
  Array.from({ length: count }, (_, i) => ({ ...make(i), index: i }))

test('TTFTs of 100 102 100 100 99 104 110 90 3000 95 ms have mean 390 and p50 100', () => {
  const ttfts = [100, 102, 100, 100, 99, 104, 110, 90, 3000, 95]
  const { ttftMs } = summarize(
    runHeader(),
    many(10, (i) => answered({ scheduledMs: 500 * i, arrivals: [[500 * i + (ttfts[i] as number), 1]] })),
  ).metrics
  expect(ttftMs).toMatchObject({ n: 10, mean: 390, p50: 100, min: 90, max: 3000, unobserved: 0 })
})

test('of 100 requests a minute 30 within TTFT 200 ms and TPOT 100 ms are a goodput of 30 a minute', () => {
  // 30 meet both; 30 miss TTFT only, 20 TPOT only, 10 both, 10 fail.
  const kind = (i: number) =>
    (i < 30 ? [200, 100] : i < 60 ? [201, 100] : i < 80 ? [200, 101] : [300, 200]) as [number, number]
  const records = many(100, (i) => {
    const from = 500 * i
    if (i >= 90) return failed(i % 2 === 0 ? 'timeout' : 'http', { scheduledMs: from })
    const [ttft, tpot] = kind(i)
    return answered({
      scheduledMs: from,
      arrivals: [
        [from + ttft, 1],
        [from + ttft + 2 * tpot, 2],
      ],
    })
  })
  const document = summarize(runHeader({ slo: { default: { ttftNs: msToNs(200), tpotNs: msToNs(100) } } }), records)
  expect((document.goodput.requestsPerS as number) * 60).toBeCloseTo(30, 9)
  expect(document.goodput.attainment).toBe(0.3)
  expect(document.goodput.outputTokensPerS).toBeCloseTo((30 * 3) / 60, 9)
  expect(document.throughput.requestsPerMin).toBeCloseTo(90, 9)
  expect(document.requests).toMatchObject({ sent: 100, completed: 90, failed: 10, failures: { timeout: 5, http: 5 } })
  expect(document.slo).toEqual({ ttftMs: 200, tpotMs: 100, itlMs: null, e2eMs: null })
})

test('output and input tokens per second are kept apart, over the window', () => {
  const records = many(10, (i) =>
    answered(
      {
        scheduledMs: 1000 * i,
        arrivals: [
          [1000 * i + 100, 1],
          [1000 * i + 400, 5],
        ],
      },
      { inputTokens: 50 },
    ),
  )
  const { throughput, tokens } = summarize(runHeader({ window: { startAt: 0, endAt: sToNs(20) } }), records)
  expect(throughput).toMatchObject({ outputTokensPerS: 3, inputTokensPerS: 25, requestsPerS: 0.5, requestsPerMin: 30 })
  expect(tokens).toEqual({ input: 500, output: 60, cached: null, countedBy: 'usage' })
})

test('what arrives after the window closed is in no rate', () => {
  const late = answered({
    scheduledMs: 9000,
    arrivals: [
      [9500, 1],
      [10_000, 2],
      [11_000, 4],
    ],
  })
  const { throughput, requests } = summarize(runHeader({ window: { startAt: 0, endAt: sToNs(10) } }), [late])
  expect(throughput.inWindow).toEqual({ requests: 0, inputTokens: 10, outputTokens: 3 })
  expect(throughput.outputTokensPerS).toBeCloseTo(0.3, 12)
  expect(requests.completed).toBe(1)
})

test('tokens of a cancelled answer were delivered and count; those of a failed one do not', () => {
  const cut = answered(
    {
      arrivals: [
        [100, 1],
        [200, 3],
      ],
    },
    { outcome: { kind: 'cut', detail: 'gone' } },
  )
  const cancelled = answered(
    {
      arrivals: [
        [100, 1],
        [200, 4],
      ],
    },
    { outcome: { kind: 'cancelled', detail: 'stopped' } },
  )
  const document = summarize(runHeader({ window: { startAt: 0, endAt: sToNs(1) } }), [cut, cancelled])
  expect(document.throughput.inWindow).toEqual({ requests: 0, inputTokens: 10, outputTokens: 5 })
  expect(document.requests).toMatchObject({ completed: 0, failed: 1, cancelled: 1 })
})

test('failed and cancelled requests are in no latency distribution and miss every level', () => {
  const ok = answered({
    arrivals: [
      [100, 1],
      [110, 1],
    ],
  })
  const cut = answered(
    {
      arrivals: [
        [5, 1],
        [6, 1],
      ],
    },
    { outcome: { kind: 'cut', detail: 'gone' } },
  )
  const { metrics, goodput } = summarize(runHeader(), [ok, cut, failed('cancelled')])
  expect([metrics.ttftMs.n, metrics.itlMs.n, metrics.e2eMs.n, metrics.tpotMs.n]).toEqual([1, 1, 1, 1])
  expect(metrics.ttftMs.min).toBe(100)
  expect(goodput.attainment).toBeCloseTo(1 / 3, 12)
})

test('send lag is of every request that was sent, failed ones too', () => {
  const { sendLagMs } = summarize(runHeader(), [
    answered({ scheduledMs: 10, sentMs: 11 }),
    failed('timeout', { scheduledMs: 20, sentMs: 25 }),
    { ...failed('connect'), sentAt: null },
  ]).metrics
  expect(sendLagMs).toMatchObject({ n: 2, min: 1, max: 5, unobserved: 0 })
})

test('what a completed request does not show is left out and counted', () => {
  const streamed = answered({
    arrivals: [
      [100, 1],
      [120, 2],
    ],
  })
  const whole = { ...answered({ arrivals: [[300, 9]] }), firstTokenAt: null, firstVisibleAt: null, lastTokenAt: null }
  const { ttftMs, tpotMs, ttpMs, e2eMs } = summarize(runHeader(), [streamed, whole]).metrics
  expect(ttftMs).toMatchObject({ n: 1, mean: 100, unobserved: 1 })
  expect(ttpMs).toMatchObject({ n: 1, unobserved: 1 })
  expect(tpotMs).toMatchObject({ n: 1, mean: 10, unobserved: 1 })
  expect(e2eMs).toMatchObject({ n: 2, unobserved: 0 })
})

test('warm-up requests are counted as such and enter nothing else', () => {
  const measured = many(20, (i) =>
    answered({
      scheduledMs: 100 * i,
      arrivals: [
        [100 * i + 40, 1],
        [100 * i + 60, 2],
      ],
    }),
  )
  const warmup = many(5, (i) => ({
    ...answered({ scheduledMs: 10 * i, arrivals: [[9000, 7]] }),
    index: 100 + i,
    phase: 'warmup' as const,
  }))
  const { requests, ...rest } = summarize(runHeader(), [...warmup, ...measured])
  const { requests: alone, ...restAlone } = summarize(runHeader(), measured)
  expect({ ...rest, classes: null }).toEqual({ ...restAlone, classes: null })
  expect(requests).toEqual({ ...alone, warmup: 5 })
})

test('planned requests are those of the measured phase', () => {
  const records = many(8, (i) => ({ ...answered(), phase: i < 3 ? ('warmup' as const) : ('measure' as const) }))
  expect(summarize(runHeader({ planned: { requests: 10, durationNs: null } }), records).requests).toMatchObject({
    planned: 7,
    warmup: 3,
    sent: 5,
  })
})

test('classes are judged and described apart', () => {
  const chat = many(4, (i) => answered({ arrivals: [[100, 1]] }, { className: 'chat', scheduledAt: i }))
  const batch = many(2, () => answered({ arrivals: [[900, 1]] }, { className: 'batch' }))
  const slo = { chat: { ttftNs: msToNs(200) }, batch: { ttftNs: msToNs(500) } }
  const { classes, goodput, slo: whole } = summarize(runHeader({ slo }), [...chat, ...batch])
  expect(Object.keys(classes)).toEqual(['chat', 'batch'])
  expect(classes.chat?.goodput.attainment).toBe(1)
  expect(classes.batch?.goodput.attainment).toBe(0)
  expect(classes.batch?.metrics.ttftMs).toMatchObject({ n: 2, mean: 900 })
  expect(classes.batch?.slo?.ttftMs).toBe(500)
  expect(goodput.attainment).toBeCloseTo(4 / 6, 12)
  expect(whole).toBeNull()
})

test('a class that is the whole run is described as the run is', () => {
  const { classes, requests, metrics, tokens, throughput, goodput, slo } = summarize(
    runHeader({ planned: { requests: 3, durationNs: null }, slo: { default: { e2eNs: 1 } } }),
    many(3, () => answered()),
  )
  expect(classes).toEqual({ default: { requests, metrics, tokens, throughput, goodput, slo } })
})

test('cost follows price and pace: $5.556 per 1M tokens, $1.11 per 1K answers of 200 tokens at 100 tokens/s and $2/h', () => {
  const records = many(30, (i) =>
    answered({
      scheduledMs: 2000 * i,
      arrivals: [
        [2000 * i, 1],
        [2000 * i + 2000, 199],
      ],
    }),
  )
  const { cost } = summarize(
    runHeader({ hardware: { accelerator: 'h100-sxm', count: 1, pricePerHour: 2, currency: 'USD' } }),
    records,
  )
  expect(cost?.perMillionOutputTokens).toBeCloseTo(5.5556, 4)
  expect(cost?.perThousandRequests).toBeCloseTo(1.1111, 4)
})

test('cost is split by the time before and after first tokens: $0.33 for prefill at 100 a minute, $1.11 for decoding, $1.44', () => {
  const eachMs = 600 + 2000 // one after the other: 0.6 s until the first token, 2 s for 200 more
  const records = many(30, (i) =>
    answered({
      scheduledMs: eachMs * i,
      arrivals: [
        [eachMs * i + 600, 1],
        [eachMs * (i + 1), 200],
      ],
    }),
  )
  const hardware = { accelerator: null, count: 1, pricePerHour: 2, currency: 'USD' } as const
  const { cost } = summarize(runHeader({ hardware, window: { startAt: 0, endAt: msToNs(30 * eachMs) } }), records)
  expect(cost?.prefillPerThousandRequests).toBeCloseTo(0.3333, 4)
  expect(cost?.decodePerThousandRequests).toBeCloseTo(1.1111, 4)
  expect(cost?.perThousandRequests).toBeCloseTo(1.4444, 4)
})

test('without a price there is no cost', () => {
  expect(summarize(runHeader(), [answered()]).cost).toBeNull()
  expect(
    summarize(runHeader({ hardware: { accelerator: 'l4', count: 2, pricePerHour: null, currency: 'USD' } }), [
      answered(),
    ]).cost,
  ).toBeNull()
})

test.each([
  [['usage', 'usage'], 'usage'],
  [['usage', 'events'], 'mixed'],
  [[null, null], null],
] as const)('token counts from %j are labelled %s', (sources, expected) => {
  const records = sources.map((countedBy) => ({ ...answered(), countedBy }))
  expect(summarize(runHeader(), records).tokens.countedBy).toBe(expected)
})

test('a run without an end is summarised up to its last answer', () => {
  const header = runHeader({ state: 'running', window: { startAt: sToNs(1), endAt: null } })
  const records = [answered({ scheduledMs: 1000, arrivals: [[5000, 10]] })]
  const { window, throughput } = summarize(
    header,
    (function* () {
      yield* records
    })(),
  )
  expect(window).toEqual({ startedAt: '2026-03-02T10:15:01.000Z', durationS: 4 })
  expect(throughput.outputTokensPerS).toBe(2.5)
})

test('a run without a single request is a document of nulls, and invalid', () => {
  const document = summarize(runHeader({ window: { startAt: 0, endAt: null } }), [])
  expect(runDocumentSchema.parse(document)).toEqual(document)
  expect(document.status).toBe('invalid')
  expect(document.metrics.ttftMs).toEqual({
    n: 0,
    mean: null,
    min: null,
    max: null,
    p50: null,
    p90: null,
    p95: null,
    p99: null,
    unobserved: 0,
    effectiveSamples: 0,
  })
  expect(document.throughput).toMatchObject({ outputTokensPerS: null, requestsPerS: null })
  expect(document.goodput.attainment).toBeNull()
})

test('the order in which records come does not matter', () => {
  const records = many(60, (i) =>
    answered({
      scheduledMs: 100 * i,
      arrivals: [
        [100 * i + 20 + ((i * 7) % 13), 1],
        [100 * i + 50 + (i % 5), 3],
      ],
    }),
  )
  expect(summarize(runHeader(), records.toReversed())).toEqual(summarize(runHeader(), records))
})
