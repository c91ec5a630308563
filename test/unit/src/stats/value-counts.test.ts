import { expect, test } from 'vitest'
import { seededRng } from '../../../../src/core/rng.ts'
import { describe } from '../../../../src/stats/distribution.ts'
import { Reservoir } from '../../../../src/stats/reservoir.ts'
import { ValueCounts } from '../../../../src/stats/value-counts.ts'

test.each([1, 2, 3, 10, 5000])('%d values below a million have the figures of the values themselves', (n) => {
  const rng = seededRng(n)
  const values = Array.from({ length: n }, () => Math.floor(2 ** (20 * rng.uniform())))
  expect(ValueCounts.of(values).describe()).toEqual(describe(values))
  expect(new ValueCounts().describe()).toEqual(describe([]))
})

test('larger values have percentiles within one in two thousand, and exact extremes', () => {
  const rng = seededRng(1)
  const values = Array.from({ length: 5000 }, () => Math.floor(2 ** (16 + 10 * rng.uniform())))
  const [got, wanted] = [ValueCounts.of(values).describe(), describe(values)]
  for (const key of ['p50', 'p90', 'p95', 'p99'] as const)
    expect(Math.abs((got[key] ?? 0) / (wanted[key] ?? 0) - 1), key).toBeLessThan(1 / 2000)
  expect([got.min, got.max, got.n]).toEqual([wanted.min, wanted.max, wanted.n])
  expect(got.mean).toBeCloseTo(wanted.mean ?? 0, 3)
})

test('a reservoir holds all it can, then a fair sample, and tuples stay together', () => {
  const few = new Reservoir(2, 5000, seededRng(1))
  for (let i = 0; i < 5000; i++) few.add(i, 2 * i)
  expect([...few.column(0)]).toEqual(Array.from({ length: 5000 }, (_, i) => i))
  expect(few.isSample).toBe(false)
  const many = new Reservoir(2, 5000, seededRng(2))
  for (let i = 0; i < 100_000; i++) many.add(i, 2 * i)
  expect(many.isSample).toBe(true)
  expect(many.column(0)).toHaveLength(5000)
  expect([...many.column(1)]).toEqual(Array.from(many.column(0), (value) => 2 * value))
  expect(Math.abs((describe(many.column(0)).mean ?? 0) / 50_000 - 1)).toBeLessThan(0.03)
})
