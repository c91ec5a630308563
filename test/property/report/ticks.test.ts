import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as vega from 'vega'
import { niceRange, stepDecimals, ticks, tickStep } from '../../../src/report/draw/axes/ticks.ts'

interface Linear {
  domain(range: readonly number[]): Linear
  nice(count?: number): Linear
  domain(): readonly [number, number]
  ticks(count: number): readonly number[]
}
const linear = (vega as unknown as { scale(name: string): () => Linear }).scale('linear')

const cents = (min: number, max: number) => fc.integer({ min, max })
const range = fc
  .tuple(cents(-1e6, 1e6), cents(100, 1e8))
  .map(([from, length]) => [from / 100, (from + length) / 100] as const)
const count = fc.integer({ min: 2, max: 12 })

test('ticks and nice ranges are those of the live scales', () => {
  fc.assert(
    fc.property(range, count, (around, wanted) => {
      const own = ticks(around[0], around[1], wanted)
      const theirs = linear().domain(around).ticks(wanted)
      expect(own.length).toBe(theirs.length)
      own.forEach((tick, i) =>
        expect(Math.abs(tick - (theirs[i] as number))).toBeLessThan(1e-6 * tickStep(...around, wanted)),
      )
      const nice = niceRange(around)
      linear()
        .domain(around)
        .nice()
        .domain()
        .forEach((end, i) => expect(nice[i]).toBeCloseTo(end, 6))
    }),
  )
})

test('a step of its own keeps ticks whole, and decimals tell ticks apart', () => {
  expect(ticks(0, 2, 5, 1)).toEqual([0, 1, 2])
  expect(ticks(3, 3, 5)).toEqual([3])
  expect([0.05, 0.5, 1, 20].map(stepDecimals)).toEqual([2, 1, 0, 0])
})
