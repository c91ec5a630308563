import { expect, test } from 'vitest'
import { levelFor } from '../../../../../src/gate/decide/infer-pairs.ts'
import { looksOf } from '../../../../../src/gate/levels/looks.ts'
import { normalQuantile } from '../../../../../src/stats/inference/normal.ts'
import { roughStudentQuantile } from '../../../../../src/gate/levels/rough-student-quantile.ts'
import { studentQuantile } from '../../../../../src/stats/inference/noncentral-t.ts'

const pairs = { planned: 14, given: true }

test('one look has all of alpha', () => {
  expect(looksOf({ sequential: null, pairs, alpha: 0.05 })).toEqual([{ pairs: 14, alpha: 0.05, spent: 0.05 }])
})

test.each([
  // alpha(t) of Lan & DeMets at t = 6/14, 10/14: 2 (1 - Phi(1.959964 / sqrt t)) and 0.05 ln(1 + (e - 1) t)
  ['obrien-fleming', [0.00275, 0.02039, 0.05]],
  ['pocock', [0.02759, 0.04004, 0.05]],
] as const)('%s spends by its function, and the looks add up to alpha', (spending, spent) => {
  const looks = looksOf({ sequential: { looks: [6, 10, 14], spending }, pairs, alpha: 0.05 })
  for (const [i, look] of looks.entries()) expect(look.spent).toBeCloseTo(spent[i] as number, 4)
  expect(looks.reduce((sum, { alpha }) => sum + alpha, 0)).toBeCloseTo(0.05, 12)
})

test('levels are the nearest that so many pairs have, and stated; of one look among several never above its share', () => {
  expect(levelFor(0.05, 5, false)).toBe(1 / 16)
  expect(levelFor(0.05, 8, false)).toBe(6 / 128)
  expect(levelFor(0.01, 5, false)).toBeNull()
  expect(levelFor(0.00275, 6, true)).toBeNull()
  expect(levelFor(0.0176, 10, true)).toBe(9 / 512)
  expect(levelFor(0.05, 20, false)).toBeCloseTo(0.05, 9)
})

test('quantiles are those of the tables', () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 6)
  for (const [above, freedom, t] of [
    [0.025, 7, 2.364624],
    [0.05, 9, 1.833113],
    [0.005, 13, 3.012276],
  ] as const) {
    expect(studentQuantile(above, freedom)).toBeCloseTo(t, 4)
    expect(Math.abs(roughStudentQuantile(above, freedom) / t - 1)).toBeLessThan(0.01)
  }
})
