import { expect, test } from 'vitest'
import { testPairs } from '../../../../../src/gate/decide/test-pairs.ts'
import { looksOf } from '../../../../../src/gate/levels/looks.ts'
import { roughStudentQuantile } from '../../../../../src/gate/levels/rough-student-quantile.ts'
import { studentQuantile } from '../../../../../src/stats/inference/noncentral-t.ts'

const pairs = { planned: 14, given: true }

test('one look has all of alpha', () => {
  expect(looksOf({ sequential: null, pairs, alpha: 0.05 })).toEqual([{ pairs: 14, alpha: 0.05 }])
})

test.each(['obrien-fleming', 'pocock'] as const)('looks by %s share alpha, in the order of their pairs', (spending) => {
  const looks = looksOf({ sequential: { looks: [6, 10, 14], spending }, pairs, alpha: 0.05 })
  expect(looks.map((look) => look.pairs)).toEqual([6, 10, 14])
  expect(looks.every(({ alpha }) => alpha > 0)).toBe(true)
  expect(looks.reduce((sum, { alpha }) => sum + alpha, 0)).toBeCloseTo(0.05, 12)
})

const levelOf = (count: number, alpha: number, looks = [count]) =>
  testPairs({
    differences: [Array.from({ length: count }, (_, k) => Math.sin(k + 1) + 0.1)],
    ...{ alpha, looks, seed: 'levels', spending: looks.length > 1 ? 'obrien-fleming' : null },
  }).level

test('levels are the nearest that so many pairs have; there is none where that is far above what was asked', () => {
  expect(levelOf(5, 0.05)).toBe(1 / 16)
  expect(levelOf(8, 0.05)).toBe(6 / 128)
  expect(levelOf(5, 0.01)).toBeNull()
  expect(levelOf(16, 0.05)).toBeCloseTo(0.05, 9)
  expect(levelOf(6, 0.05, [6, 10, 14])).toBeNull()
  expect(levelOf(10, 0.05, [6, 10, 14])).toBeLessThan(0.05)
  expect(levelOf(8, 0.001, [6, 8])).toBeNull()
})

test('the rough quantile is near that of the tables', () => {
  for (const [above, freedom, t] of [
    [0.025, 7, 2.364624],
    [0.05, 9, 1.833113],
    [0.005, 13, 3.012276],
  ] as const) {
    expect(studentQuantile(above, freedom)).toBeCloseTo(t, 4)
    expect(Math.abs(roughStudentQuantile(above, freedom) / t - 1)).toBeLessThan(0.01)
  }
})
