import { expect, test } from 'vitest'
import { seededRng } from '../../../../../src/core/rng.ts'
import { pairedInference } from '../../../../../src/stats/inference/paired.ts'
import { gaussian } from '../../../../helpers/simulated-runs.ts'

/** Milliseconds of the quickest of several decisions: the machine's other work makes single ones slower, never quicker. */
function quickest(pairs: number): number {
  const rng = seededRng(pairs)
  const metrics = Array.from({ length: 6 }, () => Array.from({ length: pairs }, () => gaussian(rng)))
  const times = Array.from({ length: 9 }, () => {
    const startedAt = performance.now()
    pairedInference(metrics, { alpha: 0.05, rng })
    return performance.now() - startedAt
  })
  return Math.min(...times)
}

/** 14 pairs have 8 times as many sign patterns as 11; what weighed each pattern anew, or every pair of patterns, would cost more. */
test('a decision costs as many sign patterns as there are, not their square', () => {
  quickest(11) // the compiler's share
  const ratio = quickest(14) / quickest(11)
  expect(ratio).toBeLessThan(8 * 4)
})
