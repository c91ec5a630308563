import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createKvCache } from '../../../engine/kvcache/kv-cache.ts'

test('after any sequence of calls no page has two sequences and all pages are free or held', () => {
  const call = fc.oneof(
    fc.record({ kind: fc.constant('reserve' as const), sequence: fc.nat(5), tokens: fc.nat(80) }),
    fc.record({ kind: fc.constant('release' as const), sequence: fc.nat(5), tokens: fc.constant(0) }),
  )
  fc.assert(
    fc.property(fc.array(call, { maxLength: 80 }), fc.integer({ min: 1, max: 20 }), (calls, blocks) => {
      const cache = createKvCache(blocks, 4)
      const wanted = new Map<number, number>()
      for (const { kind, sequence, tokens } of calls) {
        if (kind === 'release') {
          cache.release(sequence)
          wanted.delete(sequence)
        } else {
          const before = cache.freeBlocks
          const missing = cache.missing(sequence, tokens)
          expect(cache.reserve(sequence, tokens)).toBe(missing <= before)
          if (missing <= before) wanted.set(sequence, Math.max(wanted.get(sequence) ?? 0, cache.blocksFor(tokens)))
        }
        expect(cache.check()).toEqual([])
        const held = [...wanted.values()].reduce((sum, count) => sum + count, 0)
        expect(held + cache.freeBlocks).toBe(blocks)
      }
      const pages = [...wanted.keys()].flatMap((id) => {
        const table = cache.tableOf(id)
        return table === null ? [] : [...table.blocks.subarray(0, table.count)]
      })
      expect(new Set(pages).size).toBe(pages.length)
    }),
    { numRuns: 300 },
  )
})
