import { expect, test } from 'vitest'
import { createBlockPool } from '../../../../engine/kvcache/block-pool.ts'
import { createKvCache } from '../../../../engine/kvcache/kv-cache.ts'

test('a sequence gets a page per started block of tokens and gives all back', () => {
  const cache = createKvCache(4, 16)
  expect([0, 1, 16, 17].map((tokens) => cache.blocksFor(tokens))).toEqual([0, 1, 1, 2])
  expect(cache.reserve(1, 17)).toBe(true)
  expect(cache.reserve(1, 32)).toBe(true)
  expect([cache.tableOf(1)?.count, cache.freeBlocks]).toEqual([2, 2])
  cache.release(1)
  cache.release(1)
  expect([cache.tableOf(1), cache.freeBlocks, cache.check()]).toEqual([null, 4, []])
})

test('a reservation that does not fit changes nothing', () => {
  const cache = createKvCache(2, 16)
  expect(cache.reserve(1, 16)).toBe(true)
  expect(cache.reserve(1, 49)).toBe(false)
  expect(cache.reserve(2, 17)).toBe(false)
  expect([cache.tableOf(1)?.count, cache.tableOf(2), cache.freeBlocks, cache.check()]).toEqual([1, null, 1, []])
})

test('the page freed last is taken first', () => {
  const pool = createBlockPool(3)
  expect([pool.take(), pool.take(), pool.take(), pool.take()]).toEqual([0, 1, 2, null])
  pool.release(1)
  expect(pool.take()).toBe(1)
})

test('pages given back follow one another when they are taken again', () => {
  const cache = createKvCache(8, 16)
  cache.reserve(1, 48)
  cache.reserve(2, 16)
  cache.release(1)
  cache.reserve(3, 48)
  expect([...(cache.tableOf(3)?.blocks.subarray(0, 3) ?? [])]).toEqual([0, 1, 2])
})

test('a shared page is free when its last owner has let go', () => {
  const pool = createBlockPool(1)
  const block = pool.take() as number
  pool.share(block)
  pool.release(block)
  expect([pool.owners(block), pool.free]).toEqual([1, 0])
  pool.release(block)
  expect([pool.owners(block), pool.free, pool.check()]).toEqual([0, 1, []])
})

test('freeing or sharing a free page is an error', () => {
  const pool = createBlockPool(1)
  expect(() => pool.release(0)).toThrow(RangeError)
  expect(() => pool.share(0)).toThrow(RangeError)
  expect(() => pool.release(5)).toThrow(RangeError)
})
