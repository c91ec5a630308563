import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRng } from '../../../src/core/rng.ts'
import { pairedInference } from '../../../src/stats/inference/paired.ts'

const difference = fc.integer({ min: -1000, max: 1000 }).map((n) => n / 1000 + n * n * 1e-8)
const metrics = fc
  .integer({ min: 5, max: 10 })
  .chain((pairs) =>
    fc.array(fc.uniqueArray(difference, { minLength: pairs, maxLength: pairs }), { minLength: 1, maxLength: 4 }),
  )
const infer = (differences: readonly (readonly number[])[]) =>
  pairedInference(differences, { alpha: 0.05, rng: seededRng(1) }).metrics

/** What power curves and the effect said to be detectable lean on. */
test('a shift of a metric moves its bounds by as much, and those of no other', () => {
  fc.assert(
    fc.property(metrics, fc.array(difference, { minLength: 4, maxLength: 4 }), (differences, shifts) => {
      const before = infer(differences)
      const after = infer(differences.map((metric, j) => metric.map((d) => d + (shifts[j] as number))))
      for (const [j, { low, high, standardError }] of before.entries()) {
        expect(after[j]?.low).toBeCloseTo(low + (shifts[j] as number), 9)
        expect(after[j]?.high).toBeCloseTo(high + (shifts[j] as number), 9)
        expect(after[j]?.standardError).toBeCloseTo(standardError, 9)
      }
    }),
    { numRuns: 60 },
  )
})

test('a metric with the signs of all differences turned has its bounds turned', () => {
  fc.assert(
    fc.property(metrics, (differences) => {
      const before = infer(differences)
      const after = infer(differences.map((metric) => metric.map((d) => -d)))
      for (const [j, { low, high, p }] of before.entries()) {
        expect(after[j]?.low).toBeCloseTo(-high, 9)
        expect(after[j]?.high).toBeCloseTo(-low, 9)
        expect(after[j]?.p).toBe(p)
      }
    }),
    { numRuns: 60 },
  )
})
