import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeBlocks, describeSorted, emptyDistribution } from '../../src/stats/distribution.ts'
import { BlockRanks } from '../../src/stats/lists/block-ranks.ts'
import { blockPool, compactList } from '../../src/stats/lists/compact-list.ts'

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

test('a list in the memory of another holds its own values and no others, and takes no more of it', () => {
  const pool = blockPool()
  const first = compactList(pool)
  for (let i = 0; i < 50_000; i++) first.push(4_000_000_000 - i)
  const memory = new Set(first.blocks().map(({ values }) => values.buffer))
  pool.give(first)
  const second = [compactList(pool), compactList(pool)]
  const valueOf = (i: number, list: number) => (i === 20_000 ? 0.5 : i * 3 + list)
  for (let i = 0; i < 21_000; i++) for (const [number, list] of second.entries()) list.push(valueOf(i, number))
  for (const [number, list] of second.entries())
    expect(
      isSame(
        list.values(),
        Array.from({ length: 21_000 }, (_, i) => valueOf(i, number)),
      ),
    ).toBe(true)
  const blocks = second.flatMap((list) => list.blocks())
  expect(blocks.filter(({ values }) => memory.has(values.buffer))).toHaveLength(2)
  // Those of other sizes and kinds are left to the collection of garbage.
  const small = compactList()
  small.push(1)
  pool.give(small)
  pool.give(second[0] as ReturnType<typeof compactList>)
  const taken = Array.from({ length: 5 }, () => pool.take()).filter((block) => block !== null)
  expect(taken.map(({ length }) => length)).toEqual([16_384])
})

test('ranks over blocks are those of the sorted list, and so is what is told of it', () => {
  const lists = [
    Array.from({ length: 40_000 }, (_, i) => (i * 7919) % 40_009),
    Array.from({ length: 50_000 }, (_, i) => ((i * 7919) % 1009) / 3),
    [...Array.from({ length: 20_000 }, () => 5), -3.5, 1e15, 0.1, 0.1 + Number.EPSILON],
    [7],
  ]
  for (const values of lists) {
    const sorted = listOf(values).sorted()
    const ranks = new BlockRanks(listOf(values).blocks())
    expect(ranks.length).toBe(values.length)
    const places = Array.from({ length: 101 }, (_, i) => Math.floor((i / 100) * (values.length - 1)))
    expect(places.map((place) => ranks.at(place))).toEqual(places.map((place) => sorted[place]))
    const { mean, ...told } = describeBlocks(listOf(values).blocks())
    const { mean: expected, ...others } = describeSorted(sorted)
    expect(told).toEqual(others)
    expect((mean as number) / (expected as number)).toBeCloseTo(1, 12)
  }
  expect(describeBlocks(listOf([]).blocks())).toEqual(emptyDistribution)
})

test('a value in parts is as many values, in the room of one', () => {
  const push = fc.tuple(value, fc.constantFrom(1, 1, 2, 3, 7, 64))
  fc.assert(
    fc.property(fc.array(push, { maxLength: 200 }), (pushes) => {
      const list = compactList()
      for (const [each, parts] of pushes) list.push(each, parts)
      const all = pushes.flatMap(([each, parts]) => Array.from({ length: parts }, () => each / parts))
      const sorted = Float64Array.from(all).sort()
      expect(list.length).toBe(all.length)
      expect([...list.sorted()]).toEqual([...sorted])
      expect([...list.values().sort()]).toEqual([...sorted])
      const finite = all.every(Number.isFinite)
      const ranks = finite ? new BlockRanks(list.blocks()) : null
      for (const [place, expected] of finite ? sorted.entries() : [])
        expect(Math.abs((ranks?.at(place) ?? Number.NaN) - expected)).toBe(0)
    }),
  )
  const shared = compactList()
  for (let i = 0; i < 1000; i++) shared.push(1_000_001, 64)
  expect(shared.blocks().reduce((bytes, { values }) => bytes + values.byteLength, 0)).toBeLessThan(8000)
  expect(describeBlocks(shared.blocks())).toMatchObject({ n: 64_000, mean: 1_000_001 / 64, p99: 1_000_001 / 64 })
})

const byValue = (a: number, b: number) => a - b
const isSame = (list: ArrayLike<number>, values: readonly number[]) =>
  list.length === values.length && values.every((each, i) => list[i] === each)
