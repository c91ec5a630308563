import { expect, test } from 'vitest'
import type { RequestRecord } from '../../../../../src/core/request-record.ts'
import { msToNs, sToNs } from '../../../../../src/core/units.ts'
import { reasonCodes, statusOf } from '../../../../../src/metrics/validity/reason.ts'
import { answered, failed, runHeader } from '../../../../helpers/build-record.ts'
import { clean, client, delayed, judged, provoked, sentLate } from '../../../../helpers/judged.ts'

test('a clean run is valid, without a single reason', () => {
  expect(judged(clean())).toMatchObject({ status: 'valid', codes: [] })
})

test('a run of which the process was killed is degraded', () => {
  const { status, found } = judged(clean(), { state: 'running', window: { startAt: 0, endAt: null } })
  expect(status).toBe('degraded')
  expect(found('killed')?.message).toContain('1200 measured requests')
})

test('an interrupted run is degraded and says how far it came', () => {
  const { status, found } = judged(clean(), { state: 'interrupted', planned: { requests: 5000, durationNs: null } })
  expect(status).toBe('degraded')
  expect(found('interrupted')?.message).toBe('stopped by the user after 1200 of 5000 measured requests')
})

test('a run that failed itself is invalid', () => {
  expect(judged(clean(), { state: 'failed' })).toMatchObject({ status: 'invalid', codes: ['run-failed'] })
})

test('a run without one completed measured request is invalid', () => {
  const { status, found } = judged([{ ...answered(), phase: 'warmup' }, failed('cancelled')])
  expect(status).toBe('invalid')
  expect(found('nothing-measured')?.message).toContain('1 request cancelled, 1 in warm-up')
})

test.each([
  [6, 'note'],
  [12, 'note'],
  [13, 'degraded'],
  [600, 'degraded'],
  [601, 'invalid'],
  [1200, 'invalid'],
] as const)('%d failures of 1200 are %s', (failures, severity) => {
  const { found } = judged(
    clean((record, i) =>
      (i % 2 === 0 ? i / 2 : 600 + (i - 1) / 2) < failures
        ? { ...failed('http'), index: i, scheduledAt: record.scheduledAt, sentAt: record.sentAt }
        : record,
    ),
  )
  expect(found('errors')?.severity).toBe(severity)
  expect(found('errors')?.message).toContain(`mostly http (${failures})`)
})

test('cancelled requests are no errors', () => {
  expect(
    judged(
      clean((record, i) => (i > 1190 ? { ...failed('cancelled'), index: i, scheduledAt: record.scheduledAt } : record)),
    ).codes,
  ).toEqual([])
})

test.each([
  [1.9, undefined], // below the floor
  [9, undefined], // under a tenth of the wait
  [11, 'degraded'],
  [55, 'invalid'],
] as const)('a send lag of %d ms beside a wait of 100 ms is %s', (ms, severity) => {
  expect(judged(clean((record) => sentLate(record, ms))).found('send-lag')?.severity).toBe(severity)
})

test('a few late sends are no lag: the p99 decides', () => {
  expect(judged(clean((record, i) => (i % 200 === 0 ? sentLate(record, 60) : record))).codes).toEqual([])
})

test.each([
  [1.04, undefined],
  [1.06, 'degraded'],
  [1.3, 'invalid'],
] as const)('sending stretched to %d times the schedule is %s', (stretch, severity) => {
  const records = clean((record) => sentLate(record, (record.scheduledAt / msToNs(1)) * (stretch - 1)))
  expect(judged(records).found('send-rate')?.severity).toBe(severity)
})

test('a limit of requests under way that held some back is told of, and not blamed on the client', () => {
  const late = (most: number) => clean((record, i) => (i < most ? sentLate(record, 900) : record))
  const held = (requests: number) => client({ heldBack: { requests, longestNs: msToNs(900) } })
  const { codes, found } = judged(late(300), held(300))
  expect(codes).toContain('in-flight-limit')
  expect(codes).not.toContain('send-lag')
  expect(found('in-flight-limit')).toMatchObject({ severity: 'degraded' })
  expect(found('in-flight-limit')?.message).toContain('300 requests of 1200 (25 %)')
  expect(judged(late(12), held(12)).found('in-flight-limit')?.severity).toBe('note')
  expect(judged(clean(), held(0)).codes).toEqual([])
  expect(judged(late(300), held(12)).codes).toContain('send-lag')
})

test.each([
  [49, undefined],
  [51, 'degraded'],
  [499, 'degraded'],
  [501, 'invalid'],
] as const)('a short run that ends %d ms late is %s, however small the share sent in time', (ms, severity) => {
  const records = clean((record, i) => (i === 5 ? sentLate(record, ms) : record), 6)
  expect(judged(records).found('send-rate')?.severity).toBe(severity)
})

test.each([
  [20, undefined],
  [21, 'degraded'],
  [251, 'invalid'],
] as const)('an event-loop delay p99 of %d ms is %s', (ms, severity) => {
  expect(judged(clean(), delayed(ms)).found('event-loop-delay')?.severity).toBe(severity)
})

test('a client at 95 % of a core is degraded, at 90 % it is not', () => {
  expect(judged(clean(), client({ cpuShare: 0.95 })).found('client-cpu')?.message).toContain('95 % of a core')
  expect(judged(clean(), client({ cpuShare: 0.9 })).codes).toEqual([])
})

test('a run whose client was not watched is not blamed for it', () => {
  expect(judged(clean(), { client: null }).codes).toEqual([])
})

test('a target that completes half of what is offered is noted in open loop, and not in closed loop', () => {
  const window = { startAt: 0, endAt: sToNs(120) }
  const { status, found } = judged(clean(), { window })
  expect(status).toBe('valid')
  expect(found('server-behind')?.message).toContain('completed 10 requests/s of 20 offered (50 %)')
  expect(judged(clean(), { window, plan: { arrival: { process: 'concurrency', users: 8 } } }).codes).toEqual([])
})

test('a target that refuses at once is not called behind, one that lets requests time out is', () => {
  const half = (kind: 'http' | 'timeout') =>
    clean((record, i) => (i % 2 === 0 ? record : failed(kind, { scheduledMs: 50 * i, doneMs: 50 * i + 5 })))
  expect(judged(half('http')).codes).not.toContain('server-behind')
  expect(judged(half('timeout')).codes).toContain('server-behind')
})

test('a slow start that the warm-up did not cover is degraded', () => {
  const cold = clean((record, i) =>
    i < 200
      ? answered({
          scheduledMs: 50 * i,
          arrivals: [
            [50 * i + 300 + (i % 7), 1],
            [50 * i + 390, 9],
          ],
        })
      : record,
  )
  const { status, found } = judged(cold)
  expect(status).toBe('degraded')
  expect(found('not-settled')?.message).toMatch(
    /median TTFT 302 ms in the first fifth of the requests, 100 ms in the last half/,
  )
  expect(found('not-settled')?.hint).toContain('warmup')
})

test('a queue that grows all the time is degraded, with another hint', () => {
  const growing = clean((_, i) =>
    answered({
      scheduledMs: 50 * i,
      arrivals: [
        [50 * i + 100 + i + (i % 7), 1],
        [50 * i + 190 + i, 9],
      ],
    }),
  )
  expect(judged(growing).found('not-settled')?.hint).toContain('rate')
})

test.each([
  [700, undefined],
  [600, 'note'],
  [20, 'note'],
  [8, 'degraded'],
] as const)('%d requests: too few samples are %s', (count, severity) => {
  expect(
    judged(
      clean((record) => record, count),
      { window: { startAt: 0, endAt: sToNs(0.05 * count) } },
    ).found('few-samples')?.severity,
  ).toBe(severity)
})

test('correlated requests are worth fewer than their number', () => {
  const waves = clean((_, i) =>
    answered({
      scheduledMs: 50 * i,
      arrivals: [
        [50 * i + 100 + 50 * Math.sin(i / 20) ** 2, 1],
        [50 * i + 190, 9],
      ],
    }),
  )
  expect(judged(waves).found('few-samples')?.message).toMatch(
    /^1200 TTFT values are worth \d+(\.\d+)? independent ones: .*p99 needs 662$/,
  )
})

test('without first tokens the samples of E2E are counted', () => {
  const whole = clean((record) => ({ ...record, firstTokenAt: null, firstVisibleAt: null, lastTokenAt: null }), 100)
  expect(judged(whole).found('few-samples')?.message).toContain('100 E2E values')
})

test.each([
  [9, undefined], // 90 % as long
  [8, 'degraded'],
  [12, 'degraded'],
] as const)('answers of %d tokens where 10 were asked are %s', (got, severity) => {
  const { found } = judged(clean((record) => ({ ...record, outputTokens: got })))
  expect(found('output-lengths')?.severity).toBe(severity)
  if (severity) expect(found('output-lengths')?.message).toContain(`${got} instead of 10 tokens a request`)
})

test('prompts that the target counts longer than asked are degraded', () => {
  expect(judged(clean((record) => ({ ...record, inputTokens: 11 }))).codes).toEqual([])
  expect(judged(clean((record) => ({ ...record, inputTokens: 12 }))).found('input-lengths')?.message).toContain(
    '120 % as long',
  )
})

test('unique prompts that hit a prefix cache are degraded; shared ones are meant to', () => {
  const cached = (tokens: number) => clean((record) => ({ ...record, cachedTokens: tokens }))
  expect(judged(cached(1)).codes).toEqual([])
  const { status, found } = judged(cached(4))
  expect(status).toBe('degraded')
  expect(found('prefix-cache')?.message).toContain('40 % of their tokens (4800 of 12000)')
  expect(judged(cached(4), { plan: { requests: { uniquePrompts: false } } }).codes).toEqual([])
})

test('prompts that an earlier run sent are noted where nobody tells what was cached', () => {
  const plan = { requests: { uniquePrompts: true }, seed: 3, sentBefore: '20260301-101500-ab12cd' }
  const { status, found } = judged(clean(), { plan })
  expect([status, found('repeated-prompts')?.severity]).toEqual(['valid', 'note'])
  expect(found('repeated-prompts')?.message).toContain('run 20260301-101500-ab12cd sent the same prompts')
  expect(found('repeated-prompts')?.hint).toContain('--set seed=4')
  const told = clean((record) => ({ ...record, cachedTokens: 0 }))
  expect(judged(told, { plan }).codes).toEqual([])
  expect(judged(clean(), { plan: { ...plan, requests: { uniquePrompts: false } } }).codes).toEqual([])
  expect(judged(clean(), { plan: { ...plan, sentBefore: null } }).codes).toEqual([])
})

const assumed = { target: { ...runHeader().target, tokenizer: { name: 'o200k_base', fidelity: 'assumed' } } } as const

test('prompts sized by an assumed tokenizer are noted', () => {
  const { status, found } = judged(clean(), assumed)
  expect(status).toBe('valid')
  expect(found('assumed-tokenizer')?.message).toContain('o200k_base')
})

test('output counted by events, or by an assumed tokenizer, is degraded; by the target itself it is not', () => {
  const by = (countedBy: RequestRecord['countedBy']) => clean((record) => ({ ...record, countedBy }))
  expect(judged(by('events')).found('estimated-tokens')?.message).toContain(
    '1200 requests were estimated by counting events',
  )
  expect(judged(by('tokenizer'), assumed).found('estimated-tokens')?.message).toContain('with o200k_base')
  expect(judged(by('tokenizer')).codes).toEqual([])
})

test.each([
  [1, 'note'],
  [12, 'note'],
  [13, 'degraded'],
  [1199, 'degraded'],
] as const)('%d of 1200 streams without [DONE] are %s', (without, severity) => {
  const { found } = judged(clean((record, i) => ({ ...record, doneMarker: i >= without })))
  expect(found('no-done')?.severity).toBe(severity)
  expect(found('no-done')?.message).toContain(`${without} of 1200 completed streams ended without [DONE]`)
})

test('a target that never sends [DONE] gets one note', () => {
  const { status, codes, found } = judged(clean((record) => ({ ...record, doneMarker: false })))
  expect([status, codes, found('no-done')?.severity]).toEqual(['valid', ['no-done'], 'note'])
  expect(found('no-done')?.message).toContain('ends no stream with [DONE]')
})

test('answers in one piece and those of older runs are not blamed for a missing [DONE]', () => {
  expect(judged(clean((record) => ({ ...record, doneMarker: null }))).codes).toEqual([])
})

test('failed streams are errors, whether they end with [DONE] or not', () => {
  const cut = clean((record, i) => (i > 0 ? record : failed('cut', {}, { doneMarker: false })))
  expect(judged(cut).codes).not.toContain('no-done')
})

test('the worst severity comes first and is the stamp', () => {
  const severities = ['note', 'degraded', 'invalid'] as const
  const reasons = severities.map((severity) => ({ code: 'errors', severity, message: '', hint: null }) as const)
  expect(statusOf([])).toBe('valid')
  expect(severities.map((_, i) => statusOf(reasons.slice(0, i + 1)))).toEqual(['valid', 'degraded', 'invalid'])
  const { codes } = judged(
    clean((record) => sentLate(record, 55)),
    { state: 'interrupted', ...assumed },
  )
  expect(codes).toEqual(['send-lag', 'interrupted', 'assumed-tokenizer'])
})

test('every reason of the closed list has been provoked, here or in judge-read-lag, judge-clock and summarize-import', () => {
  expect([...new Set([...provoked, 'read-lag', 'clock-backwards', 'imported'])].sort()).toEqual([...reasonCodes].sort())
})
