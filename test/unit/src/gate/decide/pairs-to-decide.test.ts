import { expect, test } from 'vitest'
import { mostFurtherPairs, pairsToDecide } from '../../../../../src/gate/decide/pairs-to-decide.ts'

const progress = {
  ...{ pairs: 8, criticalT: 2.8, alpha: 0.05, family: 3, margin: Math.log1p(0.05) },
  ...{ estimate: 0.02, standardError: 0.015 },
}

test('more pairs narrow the bounds until one side of them decides', () => {
  const further = pairsToDecide(progress) as number
  expect(further).toBeGreaterThan(2)
  expect(further).toBeLessThan(40)
  expect(pairsToDecide({ ...progress, standardError: 0.03 })).toBeGreaterThan(further)
  expect(pairsToDecide({ ...progress, standardError: 0.0105 })).toBeLessThan(further)
})

test('an estimate on the edge of neither is decided by no number of pairs that is worth naming', () => {
  expect(pairsToDecide({ ...progress, standardError: 5 })).toBeNull()
  expect(mostFurtherPairs).toBe(200)
})

test('where the pairs so far attain no level, the share of a metric is used', () => {
  expect(pairsToDecide({ ...progress, criticalT: Number.POSITIVE_INFINITY })).toBeGreaterThan(0)
})
