import { expect, test } from 'vitest'
import { seededRng } from '../../../../src/core/rng.ts'
import { drift } from '../../../../src/stats/steady.ts'
import { autoregressive, queueWaits } from '../../../helpers/series.ts'

const runs = 400
const alarms = (series: (run: number) => Float64Array, z = 4) =>
  Array.from({ length: runs }, (_, run) => drift(series(run))).filter((found) => Math.abs(found?.z ?? 0) > z).length

test('independent noise is called unsettled in under 1 % of runs', () => {
  expect(alarms((run) => autoregressive(seededRng(`iid${run}`), 200, 0))).toBeLessThan(runs * 0.01)
})

test('correlated noise is called unsettled in under 2 % of runs', () => {
  expect(alarms((run) => autoregressive(seededRng(`ar${run}`), 300, 0.8))).toBeLessThan(runs * 0.02)
})

test('the waits of a settled queue at half load are called unsettled in under 2 % of runs', () => {
  expect(alarms((run) => queueWaits(seededRng(`queue${run}`), 300, 0.5))).toBeLessThan(runs * 0.02)
})

test('a start three times as slow as the rest is found in nearly every run', () => {
  const slowStart = (run: number) =>
    autoregressive(seededRng(`slow${run}`), 200, 0.3).map((v, i) => 10 + v + (i < 30 ? 20 : 0))
  expect(alarms(slowStart)).toBeGreaterThan(runs * 0.95)
})

test('a queue that grows all the time is found in nearly every run', () => {
  const growing = (run: number) => autoregressive(seededRng(`grow${run}`), 200, 0.3).map((v, i) => 10 + v + i / 10)
  expect(alarms(growing)).toBeGreaterThan(runs * 0.98)
})

test('a slow start has a positive z and the medians of both parts', () => {
  const found = drift(Float64Array.from({ length: 100 }, (_, i) => (i < 20 ? 50 : 10) + (i % 3)))
  expect(found?.z).toBeGreaterThan(5)
  expect(found).toMatchObject({ earlyMedian: 51, lateMedian: 11 })
})

test('a step between two constants is infinitely far from noise', () => {
  expect(drift(Float64Array.from({ length: 100 }, (_, i) => (i < 20 ? 2 : 1)))?.z).toBe(Number.POSITIVE_INFINITY)
})

test('too few values and constant ones are not judged', () => {
  expect(drift(new Float64Array(39).map((_, i) => i))).toBeNull()
  expect(drift(new Float64Array(100).fill(3))).toBeNull()
})
