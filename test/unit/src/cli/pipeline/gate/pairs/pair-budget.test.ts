import { expect, test } from 'vitest'
import { pairBudget } from '../../../../../../../src/cli/pipeline/gate/pairs/pair-budget.ts'

test('the first pair always fits, a later one only when the longest so far would still end in time', () => {
  const budget = pairBudget(100, 1000)
  expect(budget.hasRoom(5000)).toBe(true)
  budget.spent(40)
  budget.spent(30)
  expect(budget.hasRoom(1060)).toBe(true)
  expect(budget.hasRoom(1061)).toBe(false)
})

test('without a limit there is always room', () => {
  const budget = pairBudget(null, 0)
  budget.spent(1e12)
  expect(budget.hasRoom(1e15)).toBe(true)
})
