import { expect, test } from 'vitest'
import { seededRng } from '../../../../../src/core/rng.ts'
import { arrivalFigures } from '../../../../../src/workload/inspect/arrival-figures.ts'
import { ArrivalStream } from '../../../../../src/workload/inspect/arrival-stream.ts'
import { exponential } from '../../../../../src/workload/random-draw.ts'

const n = 20_000
const rng = seededRng(4)
let at = 0
const times = Float64Array.from({ length: n }, (_, i) => Math.round((at += exponential(rng) * (i < n / 2 ? 5e7 : 2e8))))

function streamed(all: Iterable<number>, held: number) {
  const stream = new ArrivalStream(held)
  for (const time of all) stream.add(time)
  return { figures: stream.figures(), late: stream.late }
}

test('few arrivals are held, and their figures are those of the times', () => {
  expect(streamed(times, n).figures).toEqual(arrivalFigures(times))
  expect(streamed([], 8).figures).toBeNull()
})

test('more than can be held have the same figures, and rates over time that are almost the same', () => {
  const [{ figures: got, late }, wanted] = [streamed(times, 100), arrivalFigures(times)]
  expect(late).toBe(0)
  for (const key of [
    'spanNs',
    'ratePerSecond',
    'gapCv',
    'zeroGapShare',
    'perSecondDispersion',
    'mostPerSecond',
  ] as const)
    expect((got?.[key] ?? 0) / (wanted?.[key] || 1), key).toBeCloseTo((wanted?.[key] ?? 0) === 0 ? 0 : 1, 9)
  expect(got?.ratesPerSecond).toHaveLength(60)
  const total = (rates: readonly number[] | undefined) => (rates ?? []).reduce((sum, rate) => sum + rate, 0)
  expect(total(got?.ratesPerSecond) / total(wanted?.ratesPerSecond)).toBeCloseTo(1, 6)
  for (const [i, rate] of (wanted?.ratesPerSecond ?? []).entries())
    expect(Math.abs((got?.ratesPerSecond[i] ?? 0) / rate - 1), `part ${i}`).toBeLessThan(0.08)
})

test('arrivals out of order within what is held are put in order; later ones are counted and left out of the gaps', () => {
  const mixed = times.slice()
  for (let i = 0; i + 40 < n; i += 40) mixed.subarray(i, i + 40).reverse()
  expect(streamed(mixed, 200).figures?.gapCv).toBeCloseTo(arrivalFigures(times)?.gapCv ?? 0, 9)
  expect(streamed(mixed, 200).late).toBe(0)
  const { figures, late } = streamed([...times, times[5] as number], 200)
  expect([late, figures?.spanNs]).toEqual([1, arrivalFigures(times)?.spanNs])
})
