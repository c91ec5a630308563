import { expect, test } from 'vitest'
import { summarize } from '../../../../../src/metrics/summarize.ts'
import type { RequestRecord } from '../../../../../src/core/request-record.ts'
import { answered, failed, runHeader } from '../../../../helpers/build-record.ts'

const call = (index: number, number: number, turn: number, ttftMs: number, fields: Partial<RequestRecord> = {}) =>
  answered(
    { scheduledMs: 100 * index, arrivals: [[100 * index + ttftMs, 1]] },
    { index, session: { number, turn }, ...fields },
  )
const sessionsOf = (records: readonly RequestRecord[]) => summarize(runHeader(), records).sessions

test('the wait is told by turn, with prompt and what of it was cached', () => {
  const cached = { inputTokens: 100, cachedTokens: 80 }
  const records = [call(0, 0, 0, 10), call(1, 1, 0, 30), call(2, 0, 1, 5, cached), call(3, 1, 1, 7, cached)]
  expect(sessionsOf(records)).toMatchObject({
    ...{ begun: 2, broken: 0, calls: { n: 2, p50: 2 } },
    turns: [
      { from: 1, to: 1, requests: 2, completed: 2, ttftMs: { n: 2, p50: 20 }, inputTokens: 10, cachedShare: null },
      { from: 2, to: 2, requests: 2, completed: 2, ttftMs: { n: 2, p50: 6 }, inputTokens: 100, cachedShare: 0.8 },
    ],
  })
})

test('turns from the ninth on are taken together in groups that double', () => {
  const turns = sessionsOf(Array.from({ length: 40 }, (_, i) => call(i, 0, i, i)))?.turns ?? []
  expect(turns.map(({ from, to, requests }) => [from, to, requests])).toEqual([
    ...Array.from({ length: 8 }, (_, i) => [i + 1, i + 1, 1]),
    ...[
      [9, 16, 8],
      [17, 32, 16],
      [33, 64, 8],
    ],
  ])
})

test('what a failure left unsent is counted as that, is no failure itself, and meets no service level', () => {
  const place = (turn: number) => ({ session: { number: 0, turn } })
  const records = [
    call(0, 0, 0, 10),
    failed('cut', { scheduledMs: 200 }, { index: 1, ...place(1) }),
    failed('notSent', { scheduledMs: 300 }, { index: 2, sentAt: null, ...place(2) }),
  ]
  const { requests, goodput, sessions, reasons } = summarize(runHeader(), records)
  expect(requests).toMatchObject({ sent: 2, completed: 1, failed: 1, notSent: 1, failures: { cut: 1, notSent: 1 } })
  expect(goodput.attainment).toBeCloseTo(1 / 3)
  expect(sessions).toMatchObject({ begun: 1, broken: 1 })
  expect(reasons.find(({ code }) => code === 'errors')?.message).toMatch(/^1 of 2 requests failed \(50 %\), mostly cut/)
})

test('a run of requests that stand alone has no sessions', () => {
  expect(sessionsOf([answered()])).toBeNull()
})

test('later calls whose prompt had other tokens than asked are counted, and by how many', () => {
  const asked = { inputTokens: 100, outputTokens: 1 }
  const at = (index: number, turn: number, inputTokens: number) => call(index, 0, turn, 5, { asked, inputTokens })
  expect(sessionsOf([at(0, 0, 103), at(1, 1, 101), at(2, 2, 100), at(3, 3, 97)])?.promptsOff).toEqual({
    ...{ calls: 2, meanTokens: 2, mostTokens: 3 },
  })
  expect(sessionsOf([at(0, 0, 103), at(1, 1, 100)])).not.toHaveProperty('promptsOff')
})
