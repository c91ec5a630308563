import { expect, test } from 'vitest'
import { numberList } from '../../../../src/stats/number-list.ts'

test('a list gives back what was pushed, across all its growth', () => {
  const list = numberList()
  expect([...list.values()]).toEqual([])
  for (let i = 0; i < 1000; i++) list.push(i / 3)
  expect(list.length).toBe(1000)
  expect([...list.values()]).toEqual(Array.from({ length: 1000 }, (_, i) => i / 3))
})
