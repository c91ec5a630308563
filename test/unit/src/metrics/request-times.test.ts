import { expect, test } from 'vitest'
import { metrics } from '../../../../src/metrics/definitions.ts'
import { answered, failed } from '../../../helpers/build-record.ts'

// Scheduled at 1000 ms, sent 30 ms late, reasoning first, then what the reader sees; 9 tokens, 2 of them in the first arrival.
const record = answered(
  {
    scheduledMs: 1000,
    sentMs: 1030,
    arrivals: [
      [1230, 2],
      [1270, 4],
      [1300, 3],
    ],
    doneMs: 1310,
  },
  { firstVisibleAt: 1270e6 },
)

test.each([
  ['ttft', 230e6],
  ['ttftService', 200e6],
  ['ttp', 270e6],
  ['tpot', 10e6], // 70 ms for the 7 tokens after the first arrival
  ['e2e', 310e6],
  ['e2eService', 280e6],
  ['sendLag', 30e6],
  ['tpsPerUser', 100],
] as const)('%s of a late request is %d', (id, expected) => {
  expect(metrics[id].of(record)).toBe(expected)
})

test('TTFT counts the wait before a late send, the service time does not', () => {
  const onTime = answered({ scheduledMs: 0, sentMs: 0, arrivals: [[50, 1]] })
  const held = answered({ scheduledMs: 0, sentMs: 2000, arrivals: [[2050, 1]] })
  expect(metrics.ttft.of(onTime)).toBe(50e6)
  expect(metrics.ttft.of(held)).toBe(2050e6)
  expect(metrics.ttftService.of(held)).toBe(50e6)
})

test('an answer in one piece has no TPOT and no pace', () => {
  const whole = answered({ arrivals: [[100, 50]] })
  expect(metrics.tpot.of(whole)).toBeNull()
  expect(metrics.tpsPerUser.of(whole)).toBeNull()
})

test('an answer of unknown length has no TPOT', () => {
  expect(metrics.tpot.of({ ...record, outputTokens: null })).toBeNull()
})

test('tokens that come in no time have no finite pace', () => {
  expect(metrics.tpsPerUser.of({ ...record, lastTokenAt: record.firstTokenAt })).toBeNull()
})

test('what was not observed is null', () => {
  const refused = { ...failed('connect'), sentAt: null }
  for (const id of ['ttft', 'ttftService', 'ttp', 'tpot', 'e2eService', 'sendLag'] as const) {
    expect(metrics[id].of(refused), id).toBeNull()
  }
})
