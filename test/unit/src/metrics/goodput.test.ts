import { expect, test } from 'vitest'
import { failureKinds } from '../../../../src/core/request-record.ts'
import { msToNs } from '../../../../src/core/units.ts'
import { isGood, missedLevels } from '../../../../src/metrics/goodput.ts'
import { answered, failed } from '../../../helpers/build-record.ts'

const slo = { ttftNs: msToNs(200), tpotNs: msToNs(10), itlNs: msToNs(15), e2eNs: msToNs(300) }
const good = answered({
  arrivals: [
    [200, 1],
    [210, 1],
    [220, 1],
  ],
})

test('a level is met up to and at its threshold', () => {
  expect(missedLevels(good, slo)).toEqual([])
})

test.each([
  [
    'ttftNs',
    answered({
      arrivals: [
        [200.001, 1],
        [210, 1],
      ],
    }),
  ],
  [
    'tpotNs',
    answered({
      arrivals: [
        [200, 1],
        [205, 1],
        [220.1, 1],
      ],
    }),
  ],
  [
    'itlNs',
    answered({
      arrivals: [
        [200, 1],
        [201, 1],
        [216.1, 1],
      ],
    }),
  ],
  [
    'e2eNs',
    answered({
      arrivals: [
        [200, 1],
        [210, 1],
      ],
      doneMs: 300.001,
    }),
  ],
] as const)('a request beyond %s misses it', (level, record) => {
  expect(missedLevels(record, slo)).toContain(level)
  expect(isGood(record, { default: slo })).toBe(false)
})

test.each(Object.keys(failureKinds) as (keyof typeof failureKinds)[])(
  'a request that ended as %s is never good',
  (kind) => {
    expect(isGood(failed(kind), { default: slo })).toBe(false)
    expect(isGood(failed(kind), {})).toBe(false)
    expect(missedLevels(failed(kind), slo)).toEqual(['ttftNs', 'tpotNs', 'itlNs', 'e2eNs'])
  },
)

test('levels are those of the class; without any, a completed request is good', () => {
  const late = answered({ arrivals: [[900, 1]] }, { className: 'batch' })
  expect(isGood(late, { default: slo })).toBe(true)
  expect(isGood(late, { default: slo, batch: slo })).toBe(false)
})

test('where the first token was not seen, the whole answer stands for it', () => {
  const whole = (doneMs: number) => ({
    ...answered({ arrivals: [[doneMs, 9]] }),
    firstTokenAt: null,
    lastTokenAt: null,
  })
  expect(missedLevels(whole(200), { ttftNs: msToNs(200) })).toEqual([])
  expect(missedLevels(whole(201), { ttftNs: msToNs(200) })).toEqual(['ttftNs'])
})

test('pace levels hold of themselves for an answer in one piece', () => {
  expect(missedLevels(answered({ arrivals: [[100, 50]] }), slo)).toEqual([])
})
