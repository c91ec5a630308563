import { expect, test } from 'vitest'
import { RateCounter } from '../../../../../../src/workload/arrivals/replay/count-rates.ts'

function countRates(times: readonly number[], everyNs: number) {
  const counter = new RateCounter(everyNs, times[0] ?? 0)
  for (const time of times) counter.add(time)
  return counter.rates()
}
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

test('arrivals in any order are counted alike; those before the beginning are told of and not counted', () => {
  const times = [s(5), s(40), s(14), s(6), s(36)]
  expect(countRates(times, s(10))).toEqual(
    countRates(
      [...times].sort((a, b) => a - b),
      s(10),
    ),
  )
  const counter = new RateCounter(s(10), s(5))
  for (const time of [s(5), s(3), s(9), s(1)]) counter.add(time)
  expect([counter.early, counter.earliestNs, total(counter.rates())]).toEqual([2, s(1), 2])
})

test('times of another unit end in an error, not in a memory full of empty spans', () => {
  const counter = new RateCounter(s(1), 0)
  expect(() => counter.add(s(1.7e12))).toThrow('more than 5000000 spans of 1 s')
})
