import { expect, test } from 'vitest'
import { seededRng } from '../../../../../src/core/rng.ts'
import { sortWhole } from '../../../../../src/stats/lists/sort-whole.ts'

const most = 2 ** 32 - 1

test.each([0, 1, 2, 511, 512, 513, 5000, 16_384])(
  '%d whole numbers are put in order, whatever their size',
  (length) => {
    const rng = seededRng(length + 1)
    for (const range of [1, 2, 2047, 2048, 2 ** 22, 2 ** 31, most]) {
      const values = Uint32Array.from({ length }, () => Math.floor(rng.uniform() * (range + 1)))
      const expected = Array.from(values).sort((a, b) => a - b)
      sortWhole(values)
      expect(Array.from(values)).toEqual(expected)
    }
  },
)

test('a shorter list after a longer one is not touched by what was left of that', () => {
  sortWhole(Uint32Array.from({ length: 4000 }, (_, i) => most - i))
  const values = Uint32Array.from({ length: 600 }, (_, i) => (i * 7919) % 600)
  sortWhole(values)
  expect(Array.from(values)).toEqual(Array.from({ length: 600 }, (_, i) => i))
})

test('a part of a larger memory is sorted alone', () => {
  const all = Uint32Array.from({ length: 2000 }, (_, i) => 2000 - i)
  sortWhole(all.subarray(500, 1500))
  expect(all[499]).toBe(1501)
  expect(Array.from(all.subarray(500, 1500))).toEqual(Array.from({ length: 1000 }, (_, i) => 501 + i))
  expect(all[1500]).toBe(500)
})
