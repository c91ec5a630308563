import { expect, test } from 'vitest'
import { seededRng } from '../../../../../src/core/rng.ts'
import { drawLength, longest } from '../../../../../src/workload/sources/lengths.ts'
import type { LengthPlan } from '../../../../../src/workload/run-plan.ts'
import { mean } from '../../../../helpers/draws.ts'

const n = 50_000
function drawn(plan: LengthPlan): number[] {
  const rng = seededRng('lengths')
  return Array.from({ length: n }, () => drawLength(plan, rng)).sort((a, b) => a - b)
}
const at = (sorted: readonly number[], share: number) => sorted[Math.floor(share * (sorted.length - 1))] as number

test('a fixed length is always the same', () => {
  expect(new Set(drawn({ kind: 'fixed', tokens: 7 }))).toEqual(new Set([7]))
})

test('a uniform length takes every value of its range alike, both ends included', () => {
  const values = drawn({ kind: 'uniform', min: 3, max: 12 })
  for (let tokens = 3; tokens <= 12; tokens++) {
    const share = values.filter((value) => value === tokens).length / n
    expect(Math.abs(share - 0.1)).toBeLessThan(4 * Math.sqrt(0.09 / n))
  }
  expect([values[0], values.at(-1)]).toEqual([3, 12])
})

test('a normal length has its mean and spread, and stays in its bounds', () => {
  const values = drawn({ kind: 'normal', mean: 500, sd: 50, min: 1, max: null })
  expect(Math.abs(mean(values) - 500)).toBeLessThan((4 * 50) / Math.sqrt(n))
  expect(at(values, 0.8413) - 500).toBeCloseTo(50, -1)
  const cut = drawn({ kind: 'normal', mean: 500, sd: 400, min: 100, max: 600 })
  expect([cut[0], cut.at(-1)]).toEqual([100, 600])
})

test('a lognormal length has its median and sigma', () => {
  const values = drawn({ kind: 'lognormal', median: 400, sigma: 0.8, min: 1, max: null })
  expect(at(values, 0.5) / 400).toBeCloseTo(1, 1)
  expect(Math.log(at(values, 0.8413) / at(values, 0.5))).toBeCloseTo(0.8, 1)
})

test('quantiles are met where they are given and straight between', () => {
  const values = drawn({
    kind: 'quantiles',
    points: [
      [0, 10],
      [0.5, 100],
      [0.9, 1000],
      [1, 2000],
    ],
  })
  for (const [share, tokens] of [
    [0.25, 55],
    [0.5, 100],
    [0.7, 550],
    [0.9, 1000],
  ] as const) {
    expect(at(values, share) / tokens).toBeCloseTo(1, 1)
  }
  expect(values[0]).toBeGreaterThanOrEqual(10)
  expect(values.at(-1)).toBeLessThanOrEqual(2000)
})

test('no length is under one token', () => {
  expect(drawn({ kind: 'normal', mean: 1, sd: 100, min: 1, max: null })[0]).toBe(1)
  expect(drawn({ kind: 'lognormal', median: 0.01, sigma: 1, min: 1, max: null })[0]).toBe(1)
})

test.each([
  [{ kind: 'fixed', tokens: 7 }, 7],
  [{ kind: 'uniform', min: 3, max: 12 }, 12],
  [{ kind: 'normal', mean: 1, sd: 1, min: 1, max: 40 }, 40],
  [{ kind: 'lognormal', median: 1, sigma: 1, min: 1, max: null }, null],
  [
    {
      kind: 'quantiles',
      points: [
        [0, 1],
        [1, 90],
      ],
    },
    90,
  ],
] as const)('the longest of %j is %s', (plan, tokens) => {
  expect(longest(plan)).toBe(tokens)
})
