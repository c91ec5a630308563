import { expect, test } from 'vitest'
import { mergeSymbols } from '../../../../engine/tokenizer/merge-symbols.ts'

/** Symbols are numbers; two join to the number their digits spell when the vocabulary has it, smaller numbers first. */
const vocabulary = new Set([11, 12, 121, 22, 222])
const join = (left: number, right: number) => {
  const joined = Number(`${left}${right}`)
  return vocabulary.has(joined) ? joined : -1
}
const rank = (symbol: number) => [...vocabulary].indexOf(symbol)

test.each([
  [[], []],
  [[1], [1]],
  [
    [3, 3],
    [3, 3],
  ],
  [
    [1, 1, 1],
    [11, 1],
  ], // the leftmost of equals first
  [[1, 2, 1], [121]], // 12, then 121
  [
    [1, 2, 1, 1],
    [12, 11],
  ], // 11 has the best rank, so 121 never forms
  [
    [2, 2, 2, 2],
    [22, 22],
  ],
])('%j merges to %j', (symbols, expected) => {
  expect(mergeSymbols(symbols, join, rank)).toEqual(expected)
})

test('a hundred thousand equal symbols merge without quadratic work', () => {
  let joins = 0
  const doubling = (left: number, right: number) => {
    joins++
    return left === right && left < 2 ** 20 ? 2 * left : -1
  }
  const n = 2 ** 17
  expect(mergeSymbols(Array<number>(n).fill(1), doubling, (symbol) => symbol)).toEqual([n])
  expect(joins).toBeLessThan(4 * n)
})
