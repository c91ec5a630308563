import { expect, test } from 'vitest'
import { KeptConnections } from '../../../../../src/clients/http1/kept-connections.ts'

test('a number finds its own connection first, then one that is nobody’s, never another’s', () => {
  const kept = new KeptConnections<string>()
  expect(kept.find(['a', 'b'], 7)).toBe(1)
  kept.keep('a', 7)
  expect(kept.find(['a', 'b'], 7)).toBe(0)
  expect(kept.find(['a', 'b'], 8)).toBe(1)
  expect(kept.find(['a'], 8)).toBe(-1)
  expect(kept.find(['a'], undefined)).toBe(-1)
})

test('a dropped connection is nobody’s', () => {
  const kept = new KeptConnections<string>()
  kept.keep('a', 7)
  kept.drop('a')
  expect(kept.find(['a'], 8)).toBe(0)
})

test('a number that thousands came after holds its connections no longer', () => {
  const kept = new KeptConnections<number>()
  for (let number = 0; number <= 4096; number++) kept.keep(number, number)
  expect(kept.find([0], 9999)).toBe(0)
  expect(kept.find([1], 9999)).toBe(-1)
})
