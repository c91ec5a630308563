import { expect, test } from 'vitest'
import { gammaCdf, kolmogorov, kolmogorovOnePercent } from '../../../../scripts/bench-client/figures/kolmogorov.ts'
import { deviation, spreadOf } from '../../../../scripts/bench-client/figures/spread.ts'
import { resultRows } from '../../../../scripts/bench-client/run-client-study.ts'
import { sitting } from '../../../../scripts/bench-client/rows/sitting.ts'
import { seededRng } from '../../../../src/core/rng.ts'
import { exponential, gammaDraw } from '../../../../src/workload/random-draw.ts'

test('the gamma distribution has its published values', () => {
  // shape 1: 1 - e^-x; shape 2 at its mean: 1 - 3 e^-2; shape 1/2: erf(sqrt(x/2)) at x = 1
  expect(gammaCdf(1, 0.7)).toBeCloseTo(1 - Math.exp(-0.7), 9)
  expect(gammaCdf(2, 1)).toBeCloseTo(1 - 3 * Math.exp(-2), 9)
  expect(gammaCdf(0.5, 1)).toBeCloseTo(0.682689492137, 9)
  expect([gammaCdf(2, 0), Math.round(gammaCdf(2, 100) * 1e6)]).toEqual([0, 1e6])
})

test('draws pass the test of their own distribution and fail that of another', () => {
  const rng = seededRng(3)
  const poisson = Array.from({ length: 1000 }, () => exponential(rng))
  const gamma = Array.from({ length: 1000 }, () => gammaDraw(0.25, rng) / 0.25)
  const exact = (x: number) => gammaCdf(1, x)
  const bursty = (x: number) => gammaCdf(0.25, x)
  expect(kolmogorov(poisson, exact)).toBeLessThan(kolmogorovOnePercent)
  expect(kolmogorov(gamma, bursty)).toBeLessThan(kolmogorovOnePercent)
  expect(kolmogorov(gamma, exact)).toBeGreaterThan(kolmogorovOnePercent)
  expect(kolmogorov(poisson, bursty)).toBeGreaterThan(kolmogorovOnePercent)
})

test('no values have no figures, so that no bar holds by absence', () => {
  expect(spreadOf([]).p50).toBeNaN()
  expect(spreadOf([1, 2, 3])).toMatchObject({ p50: 2, max: 3 })
  expect(deviation([1, 3])).toBe(1)
})

test('a row is the median of the rounds, and holds on the right side of its bar', () => {
  const two = sitting('s', async () => 0, [
    { name: 'lag', unit: 'ms', better: 'less', bar: 2, of: (value: number) => value },
    { name: 'rate', unit: '/s', better: 'more', bar: 3, of: (value: number) => value },
  ])
  const taken = [1, 9, 2].map((value) => ({
    details: null,
    values: new Map([
      ['s: lag', value],
      ['s: rate', value],
    ]),
  }))
  expect(resultRows(two, taken).map(({ name, value, ok }) => [name, value, ok])).toEqual([
    ['s: lag', 2, true],
    ['s: rate', 2, false],
  ])
  expect(resultRows(two, [{ details: null, values: new Map() }]).map(({ ok }) => ok)).toEqual([false, false])
})

test('a row without a bar is told and not judged', () => {
  const told = sitting('s', async () => 0, [
    { name: 'rate', unit: '/s', better: 'more', bar: null, of: (value: number) => value },
  ])
  const [row] = resultRows(told, [{ details: null, values: new Map([['s: rate', 7]]) }])
  expect(row).toMatchObject({ value: 7, bar: null, ok: null })
})
