import { expect, test } from 'vitest'
import { countRates } from '../../../../../src/workload/arrivals/count-rates.ts'

const s = (seconds: number) => seconds * 1e9
const total = (rates: ReturnType<typeof countRates>) =>
  (rates ?? []).reduce((sum, [durationNs, rate]) => sum + (durationNs / 1e9) * rate, 0)

test('arrivals are counted in spans, the last of which ends with the last arrival', () => {
  expect(countRates([s(5), s(6), s(14), s(36), s(40)], s(10))).toEqual([
    [s(10), 0.3],
    [s(10), 0],
    [s(10), 0],
    [s(5), 0.4],
  ])
})

test('an arrival on the end of a whole span counts to it', () => {
  expect(countRates([0, s(3), s(10), s(20)], s(10))).toEqual([
    [s(10), 0.2],
    [s(10), 0.2],
  ])
})

test('the rates add up to as many requests as there were', () => {
  const times = Array.from({ length: 1000 }, (_, i) => s(i ** 1.3 / 7))
  for (const every of [1, 7, 60, 1e5]) expect(total(countRates(times, s(every)))).toBeCloseTo(1000, 6)
})

test('one instant has no rate', () => {
  expect(countRates([s(3), s(3)], s(10))).toBeNull()
  expect(countRates([], s(10))).toBeNull()
})
