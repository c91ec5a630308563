import { expect, test } from 'vitest'
import { seededRng } from '../../../../../src/core/rng.ts'
import { labelSwaps } from '../../../../../src/stats/inference/arrangements.ts'
import { unpairedInference } from '../../../../../src/stats/inference/unpaired.ts'

const options = { alpha: 0.05, rng: seededRng(2) }

test('the mice of Efron and Tibshirani have the p of their permutation test', () => {
  // An Introduction to the Bootstrap (1993), table 2.1 and section 15.2: one-sided 0.132 by 1,000 permutations
  const treated = [94, 197, 16, 38, 99, 141, 23]
  const control = [52, 104, 146, 10, 51, 30, 40, 27, 46]
  const { exact, metrics } = unpairedInference([{ a: control, b: treated }], { ...options, draws: 20_000 })
  expect(exact).toBe(false) // 11,440 labellings are more than are listed
  expect(metrics[0]?.estimate).toBeCloseTo(30.63, 2)
  expect(metrics[0]?.p).toBeGreaterThan(0.26)
  expect(metrics[0]?.p).toBeLessThan(0.3)
})

test('five runs against five that lie wholly apart have p = 2 of 252', () => {
  const { level, exact, metrics } = unpairedInference([{ a: [1, 2, 3, 4, 5], b: [6, 7, 8, 9, 10] }], options)
  expect(exact).toBe(true)
  expect(metrics[0]?.p).toBeCloseTo(2 / 252, 12)
  expect(level).toBeCloseTo(12 / 252, 12)
  expect(metrics[0]?.estimate).toBe(5)
  expect(metrics[0]?.low).toBeGreaterThan(0)
  expect(metrics[0]?.high).toBeLessThan(10)
})

test('what runs share moves both groups alike and changes no bound', () => {
  const a = [0.1, 0.4, 0.2, 0.3, 0.6]
  const b = [0.5, 0.3, 0.9, 0.4, 0.8, 0.7]
  const at = (shift: number) =>
    unpairedInference([{ a: a.map((x) => x + shift), b: b.map((x) => x + shift) }], options).metrics[0]
  expect(at(1000)?.low).toBeCloseTo(at(0)?.low as number, 9)
  expect(at(1000)?.high).toBeCloseTo(at(0)?.high as number, 9)
  expect(at(1000)?.p).toBe(at(0)?.p)
})

test('groups without any spread and difference are bounded by 0', () => {
  const { metrics } = unpairedInference([{ a: [1, 1, 1, 1, 1], b: [1, 1, 1, 1, 1] }], options)
  expect(metrics[0]).toMatchObject({ estimate: 0, low: 0, high: 0, p: 1 })
})

test.each([
  [2, 2, 3],
  [5, 5, 126],
  [3, 5, 56],
  [5, 3, 56],
])('%d and %d runs have %d labellings that tell anything, each listed once', (first, second, count) => {
  const { others, total } = labelSwaps(first, second, options)
  expect(total).toBe(count)
  expect(new Set(others.map(String)).size).toBe(count - 1)
  for (const labels of others) expect(labels.filter((label) => label === -1)).toHaveLength(first)
})
