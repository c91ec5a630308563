import { expect, test } from 'vitest'
import { seededRng } from '../../../../src/core/rng.ts'
import { sortAscending } from '../../../../src/stats/percentile.ts'
import { quantileInterval } from '../../../../src/stats/quantile-interval.ts'

test.each([0.5, 0.9])(
  'of simulated samples the 95 %% interval of the quantile at %f holds it about so often',
  (share) => {
    const rng = seededRng(share)
    const truth = -Math.log(1 - share)
    let held = 0
    for (let i = 0; i < 1000; i++) {
      const sorted = sortAscending(Array.from({ length: 200 }, () => -Math.log(1 - rng.uniform())))
      const { low, high } = quantileInterval(sorted, share, 200, 1.96) ?? { low: 0, high: 0 }
      if (low <= truth && truth <= high) held++
    }
    expect(held / 1000).toBeGreaterThan(0.92)
    expect(held / 1000).toBeLessThan(0.975)
  },
)

test('fewer independent values make it wider, too few make none', () => {
  const sorted = sortAscending(Array.from({ length: 1000 }, (_, i) => i))
  const width = (independent: number) => {
    const bounds = quantileInterval(sorted, 0.5, independent, 1.96)
    return bounds === null ? null : bounds.high - bounds.low
  }
  expect(width(100) as number).toBeCloseTo((width(400) as number) * 2, 6)
  expect(width(9)).toBeNull()
  expect(quantileInterval(sorted, 0.99, 400, 1.96)).toBeNull()
})
