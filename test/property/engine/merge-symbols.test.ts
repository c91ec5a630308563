import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeSymbols } from '../../../engine/tokenizer/merge-symbols.ts'

/** The definition: find the best pair by scanning all, join it, repeat. */
function scanAndMerge(
  symbols: readonly number[],
  join: (a: number, b: number) => number,
  priority: (s: number) => number,
) {
  const parts = [...symbols]
  for (;;) {
    let best = -1
    for (let i = 0; i + 1 < parts.length; i++) {
      const joined = join(parts[i] as number, parts[i + 1] as number)
      if (joined < 0) continue
      const known = best < 0 ? -1 : join(parts[best] as number, parts[best + 1] as number)
      if (best < 0 || priority(joined) < priority(known)) best = i
    }
    if (best < 0) return parts
    parts.splice(best, 2, join(parts[best] as number, parts[best + 1] as number))
  }
}

test('the heap merges exactly as scanning all pairs does, also with equal priorities', () => {
  const rules = fc.uniqueArray(fc.record({ left: fc.nat(12), right: fc.nat(12), priority: fc.nat(5) }), {
    selector: (rule) => 100 * rule.left + rule.right,
    maxLength: 40,
  })
  fc.assert(
    fc.property(rules, fc.array(fc.nat(3), { maxLength: 60 }), (table, symbols) => {
      const join = (a: number, b: number) => {
        const index = table.findIndex((rule) => rule.left === a && rule.right === b)
        return index < 0 ? -1 : 4 + index
      }
      const priority = (symbol: number) => table[symbol - 4]?.priority ?? 0
      expect(mergeSymbols(symbols, join, priority)).toEqual(scanAndMerge(symbols, join, priority))
    }),
    { numRuns: 500 },
  )
})
