import { expect, test } from 'vitest'
import { constantArrivals } from '../../../../../src/workload/arrivals/constant.ts'
import { take } from '../../../../helpers/draws.ts'

test('arrivals come at even gaps from 0', () => {
  expect(take(constantArrivals(4), 5)).toEqual([0, 250e6, 500e6, 750e6, 1000e6])
})

test('no error adds up: the millionth arrival at 3/s is where it belongs', () => {
  expect(take(constantArrivals(3), 1_000_001).at(-1)).toBe(Math.round(1e15 / 3))
})
