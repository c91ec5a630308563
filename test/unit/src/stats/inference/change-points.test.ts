import { expect, test } from 'vitest'
import { seededRng } from '../../../../../src/core/rng.ts'
import { changePoints } from '../../../../../src/stats/inference/change-points.ts'
import { gaussian } from '../../../../helpers/simulated-runs.ts'

function series(levels: readonly (readonly [length: number, level: number])[], spread: number, seed: number) {
  const rng = seededRng(seed)
  return levels.flatMap(([length, level]) => Array.from({ length }, () => level + spread * gaussian(rng)))
}
const find = (values: readonly number[], seed = 1) => changePoints(values, { rng: seededRng(seed) })

test('a step of five spreads is found where it is', () => {
  const changes = find(
    series(
      [
        [15, 0],
        [12, 0.1],
      ],
      0.02,
      8,
    ),
  )
  expect(changes.map(({ at }) => at)).toEqual([15])
  expect(changes[0]?.p).toBe(1 / 200)
})

test('a change that goes away again has a beginning and an end', () => {
  const changes = find(
    series(
      [
        [12, 0],
        [10, 0.1],
        [12, 0],
      ],
      0.01,
      4,
    ),
  )
  expect(changes.map(({ at }) => at)).toEqual([12, 22])
})

test('one bad run is no change', () => {
  const values = series([[20, 0]], 0.01, 5)
  values[9] = 1
  expect(find(values)).toEqual([])
})

test('of 100 series without a change at most 11 have one at a level of 0.05', () => {
  const called = Array.from({ length: 100 }, (_, i) => find(series([[16, 0]], 0.02, 100 + i), i)).filter(
    (changes) => changes.length > 0,
  ).length
  expect(called).toBeLessThanOrEqual(11)
})

test('the same series and seed give the same changes, and the unit of the values changes none', () => {
  const values = series(
    [
      [10, 1],
      [10, 1.2],
    ],
    0.05,
    6,
  )
  const places = (list: readonly number[]) => find(list, 9).map(({ at }) => at)
  expect(find(values, 9)).toEqual(find(values, 9))
  expect(places(values.map((value) => value * 1024))).toEqual(places(values))
})

test('too few values, or equal ones, have no change', () => {
  expect(find([])).toEqual([])
  expect(find([1, 2, 3, 4, 5])).toEqual([])
  expect(find(Array(30).fill(7))).toEqual([])
})
