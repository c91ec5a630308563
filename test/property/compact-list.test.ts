import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compactList } from '../../src/stats/lists/compact-list.ts'

const listOf = (values: Iterable<number>) => {
  const list = compactList()
  for (const value of values) list.push(value)
  return list
}
const value = fc.oneof(fc.nat(), fc.constantFrom(2 ** 32 - 1, 2 ** 32, 0.5, -1, -0, 1e15), fc.double({ noNaN: true }))

test('what goes in comes out, in order and sorted', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 300 }), (values) => {
      const list = listOf(values)
      expect(list.length).toBe(values.length)
      expect([...list.values()]).toEqual(values)
      expect([...list.sorted()]).toEqual([...Float64Array.from(values).sort()])
    }),
  )
})

test('whole numbers take four bytes over many blocks, and one that is none leaves the others as they are', () => {
  const many = Array.from({ length: 40_000 }, (_, i) => (i * 7919) % 40_009)
  expect(listOf(many).sorted()).toBeInstanceOf(Uint32Array)
  expect(isSame(listOf(many).sorted(), many.toSorted(byValue))).toBe(true)
  const mixed = many.with(30_000, 0.25)
  expect(isSame(listOf(mixed).values(), mixed)).toBe(true)
  expect(isSame(listOf(mixed).sorted(), mixed.toSorted(byValue))).toBe(true)
})

const byValue = (a: number, b: number) => a - b
const isSame = (list: ArrayLike<number>, values: readonly number[]) =>
  list.length === values.length && values.every((each, i) => list[i] === each)
