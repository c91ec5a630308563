import { expect, test } from 'vitest'
import { fakeClock } from '../../../../src/core/clock.ts'
import type { RequestRecord } from '../../../../src/core/request-record.ts'
import { ProgressMeter } from '../../../../src/load/progress-meter.ts'

const record = (changes: Partial<RequestRecord>): RequestRecord => ({
  ...{
    index: 0,
    phase: 'measure',
    className: 'default',
    asked: { inputTokens: 1, outputTokens: 3 },
    scheduledAt: 0,
    sentAt: 0,
  },
  ...{ headersAt: 0, firstChunkAt: 0, firstTokenAt: 100e6, firstVisibleAt: 100e6, lastTokenAt: 140e6, doneAt: 140e6 },
  events: { at: Float64Array.of(100e6, 140e6), tokens: Uint32Array.of(1, 2) },
  ...{ inputTokens: 1, outputTokens: 3, countedBy: 'usage', cachedTokens: null, httpStatus: 200, finishReason: 'stop' },
  doneMarker: true,
  outcome: { kind: 'ok' },
  ...changes,
})

test('before anything happened nothing is known', () => {
  const meter = new ProgressMeter(fakeClock(), 10, null)
  expect(meter.progress()).toEqual({
    ...{ elapsedNs: 0, totalNs: null, planned: 10, sent: 0, inFlight: 0, completed: 0, failed: 0, cancelled: 0 },
    ...{ sendRatePerSecond: 0, ttftNs: null, tpotNs: null },
  })
})

test('sends, ends and outcomes are counted', () => {
  const meter = new ProgressMeter(fakeClock(), null, 5e9)
  for (let i = 0; i < 4; i++) meter.noteSent(i)
  for (let i = 0; i < 3; i++) meter.noteEnded()
  meter.noteRecord(record({}))
  meter.noteRecord(record({ outcome: { kind: 'cut', detail: 'x' } }))
  meter.noteRecord(record({ outcome: { kind: 'cancelled', detail: 'x' } }))
  expect(meter.progress()).toMatchObject({ sent: 4, inFlight: 1, completed: 1, failed: 1, cancelled: 1, totalNs: 5e9 })
  expect(meter.maxInFlight).toBe(4)
})

test('what is handed over ahead counts from when it is due, and not at all when it is taken back', () => {
  const clock = fakeClock()
  const meter = new ProgressMeter(clock, null, null)
  for (const at of [10, 30, 20, 20, 500]) meter.noteComing(at)
  expect(meter.progress()).toMatchObject({ sent: 0, inFlight: 0 })
  clock.advance(20)
  expect(meter.progress()).toMatchObject({ sent: 3, inFlight: 3 })
  meter.noteEnded()
  clock.advance(10)
  meter.noteEnded()
  expect([meter.maxInFlight, meter.progress().inFlight]).toEqual([3, 2])
  meter.noteWithdrawn(500)
  meter.noteWithdrawn(30)
  clock.advance(1000)
  expect(meter.progress()).toMatchObject({ sent: 3, inFlight: 1 })
})

test('percentiles are in ns and within the histogram’s three digits', () => {
  const meter = new ProgressMeter(fakeClock(), null, null)
  for (let i = 1; i <= 100; i++) meter.noteRecord(record({ firstTokenAt: i * 1e6, lastTokenAt: i * 1e6 + 40e6 }))
  const { ttftNs, tpotNs } = meter.progress()
  expect(ttftNs?.p50).toBeCloseTo(50e6, -5)
  expect(ttftNs?.p99).toBeCloseTo(99e6, -5)
  expect(tpotNs?.p50).toBeCloseTo(20e6, -5)
})

test('the warm-up’s percentiles end with the first measured answer', () => {
  const meter = new ProgressMeter(fakeClock(), null, null)
  meter.noteRecord(record({ phase: 'warmup', firstTokenAt: 900e6, lastTokenAt: 940e6 }))
  expect(meter.progress().ttftNs?.p50).toBeGreaterThan(800e6)
  meter.noteRecord(record({}))
  expect(meter.progress().ttftNs?.p99).toBeLessThan(110e6)
})

test('failures and answers in one piece have no part in percentiles', () => {
  const meter = new ProgressMeter(fakeClock(), null, null)
  meter.noteRecord(record({ outcome: { kind: 'cut', detail: 'x' } }))
  meter.noteRecord(record({ firstTokenAt: null, lastTokenAt: null }))
  expect([meter.progress().ttftNs, meter.progress().tpotNs]).toEqual([null, null])
})

test('the rate is that of the last five seconds', () => {
  const clock = fakeClock()
  const meter = new ProgressMeter(clock, null, null)
  for (let at = 0; at <= 20e9; at += at < 10e9 ? 1e9 : 1e8) meter.noteSent(at)
  clock.advance(20e9)
  expect(meter.progress().sendRatePerSecond).toBeCloseTo(10, 0)
})
