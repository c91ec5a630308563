import { expect, test } from 'vitest'
import { planPairs, sidesOf } from '../../../../../../../src/cli/pipeline/gate/pairs/pairs-plan.ts'

test('every pair has a seed of its own, and the same seed gives the same pairs', () => {
  const pairs = planPairs({ pairs: 8, seed: 7 })
  expect(pairs.map(({ pair, seed }) => [pair, seed])).toEqual(Array.from({ length: 8 }, (_, i) => [i + 1, 7 + i]))
  expect(planPairs({ pairs: 8, seed: 7 })).toEqual(pairs)
})

test('fewer pairs are the first of more, so that a gate can go on', () => {
  expect(planPairs({ pairs: 14, seed: 3 }).slice(0, 6)).toEqual(planPairs({ pairs: 6, seed: 3 }))
})

test('either side runs first in about half of the pairs, whatever the seed', () => {
  const orders = Array.from({ length: 200 }, (_, seed) => planPairs({ pairs: 10, seed })).flat()
  const share = orders.filter(({ order }) => order === 'AB').length / orders.length
  // 2,000 fair coins leave this range once in 10^9 times
  expect(Math.abs(share - 0.5)).toBeLessThan(0.07)
  expect(new Set(orders.slice(0, 40).map(({ order }) => order))).toEqual(new Set(['AB', 'BA']))
})

test('the sides of a pair run in its order', () => {
  expect(sidesOf('AB')).toEqual(['baseline', 'candidate'])
  expect(sidesOf('BA')).toEqual(['candidate', 'baseline'])
})
