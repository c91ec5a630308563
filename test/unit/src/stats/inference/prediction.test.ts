import { expect, test } from 'vitest'
import { seededRng } from '../../../../../src/core/rng.ts'
import { studentQuantile } from '../../../../../src/stats/inference/noncentral-t.ts'
import { bothBeyond, predict, predictionLimits, type RunSeries } from '../../../../../src/stats/inference/prediction.ts'
import { gaussian } from '../../../../helpers/simulated-runs.ts'

const past = [10.1, 9.9, 10.3, 10, 9.8, 10.2, 9.7, 10.1, 10, 9.9]
const alpha = 0.05
const infer = (series: RunSeries, metrics = 1) =>
  predict(series, predictionLimits({ runs: series.past.length, metrics, alpha }))
const judge = (...newest: number[]) => infer({ past, newest })

test.each([
  [0.025, 4, 2.7764451052],
  [0.025, 9, 2.2621571628],
  [0.005, 20, 2.8453397098],
  [0.5, 7, 0],
])('the quantile above which %f of Student’s t with %d degrees lies is %f', (upper, freedom, t) => {
  expect(studentQuantile(upper, freedom)).toBeCloseTo(t, 3)
})

test('one run in twenty of the same kind lies beyond mean + t s sqrt(1 + 1/n)', () => {
  const mean = past.reduce((sum, x) => sum + x, 0) / 10
  const s = Math.sqrt(past.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 9)
  const { shifts, reach, low, high } = judge(10.5, 10.7)
  expect(shifts.map((shift) => shift + mean)).toEqual([10.5, 10.7].map((x) => expect.closeTo(x, 12)))
  expect(reach).toBeCloseTo(1.8331129327 * s * Math.sqrt(1.1), 4)
  expect([low, high]).toEqual([expect.closeTo(10.5 - mean - reach, 12), expect.closeTo(10.7 - mean + reach, 12)])
})

test('two runs beyond, one after the other, are a finding; one, or one on each side, is not', () => {
  expect(judge(10.9, 11)).toMatchObject({ breaches: 2 })
  expect(judge(10.9, 11).low).toBeGreaterThan(0)
  expect(judge(10.9, 11).p).toBeLessThan(alpha)
  expect(judge(10, 11)).toMatchObject({ breaches: 1 })
  expect(judge(10, 11).low).toBeLessThan(0)
  expect(judge(11, 10)).toMatchObject({ breaches: 0 })
  expect(judge(9, 11)).toMatchObject({ breaches: 1 })
  expect(judge(9, 11).p).toBeGreaterThan(0.9)
  expect(judge(9, 9)).toMatchObject({ breaches: 0 })
  expect(judge(9, 9).high).toBeLessThan(0)
  expect(judge(10, 11, 11, 11)).toMatchObject({ breaches: 3 })
})

test('one new run alone is bounded above and called nothing', () => {
  const one = judge(20)
  expect(one).toMatchObject({ breaches: 1, low: Number.NEGATIVE_INFINITY })
  expect(Number.isFinite(one.high)).toBe(true)
})

test('a past that never moved is left by whatever rises, and by nothing else', () => {
  const still = Array<number>(8).fill(3)
  const at = (value: number) => infer({ past: still, newest: [value, value] })
  expect(at(3)).toMatchObject({ low: 0, high: 0, breaches: 0, p: 1, reach: 0 })
  expect(at(3.5)).toMatchObject({ low: 0.5, high: 0.5, breaches: 2, p: 0 })
})

test('every metric of a family pays for being one of several', () => {
  const series = { past, newest: [10.6, 10.6] }
  const [alone, together] = [infer(series), infer(series, 6)]
  expect(together.reach).toBeGreaterThan(alone.reach)
  expect(together.p).toBeCloseTo(6 * alone.p, 9)
  expect(together.low).toBeLessThan(alone.low)
  expect(together.detectable).toBeGreaterThan(alone.detectable)
})

test('fewer than eight past runs predict nothing', () => {
  expect(() => infer({ past: past.slice(0, 7), newest: [10] })).toThrow('expected at least 8, got 7')
  expect(() => infer({ past, newest: [] })).toThrow('expected at least 1, got 0')
})

test('two runs lie beyond together as often as said, shifted or not', () => {
  const rng = seededRng('both breach')
  const [runs, t, decisions] = [8, 1.2, 6000]
  for (const shift of [0, 1.5]) {
    let both = 0
    for (let i = 0; i < decisions; i++) {
      const values = Array.from({ length: runs }, () => gaussian(rng))
      const mean = values.reduce((sum, x) => sum + x, 0) / runs
      const s = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (runs - 1))
      const isBeyond = () => shift + gaussian(rng) - mean > t * s * Math.sqrt(1 + 1 / runs)
      const [one, other] = [isBeyond(), isBeyond()]
      if (one && other) both++
    }
    const said = bothBeyond(t, runs, shift)
    expect(Math.abs(both / decisions - said)).toBeLessThan(4 * Math.sqrt((said * (1 - said)) / decisions))
  }
})
