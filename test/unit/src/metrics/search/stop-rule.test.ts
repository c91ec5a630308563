import { expect, test } from 'vitest'
import { seededRng } from '../../../../../src/core/rng.ts'
import { stopWatch, type UntilPlan } from '../../../../../src/metrics/search/stop-rule.ts'
import { percentile, sortAscending } from '../../../../../src/stats/percentile.ts'
import { answered, failed } from '../../../../helpers/build-record.ts'

const until: UntilPlan = { metric: 'ttft', share: 0.5, relativeWidth: 0.05 }
/** After how many answers with these waits (ms) the rule ends the run; null: never. */
function endsAfter(waits: Iterable<number>, plan: UntilPlan = until): number | null {
  const isEnough = stopWatch({ tokens: null, until: plan })
  let n = 0
  for (const wait of waits) {
    const scheduledMs = 100 * n++
    if (isEnough(answered({ scheduledMs, arrivals: [[scheduledMs + wait, 1]] }))) return n
  }
  return null
}
function* waits(n: number, correlation: number, seed = 1) {
  const rng = seededRng(seed)
  let x = 0
  for (let i = 0; i < n; i++) {
    x = correlation * x + Math.sqrt(1 - correlation ** 2) * (rng.uniform() - 0.5)
    yield 100 + 60 * x
  }
}

test('a run ends when the percentile is as narrow as asked, sooner for less', () => {
  const fine = endsAfter(waits(20_000, 0), { ...until, relativeWidth: 0.02 }) as number
  const coarse = endsAfter(waits(20_000, 0)) as number
  expect(coarse).toBeGreaterThanOrEqual(64)
  expect(fine).toBeGreaterThan(2 * coarse)
})

test('correlated waits need more answers than independent ones', () => {
  const independent = endsAfter(waits(50_000, 0), { ...until, relativeWidth: 0.02 }) as number
  const correlated = endsAfter(waits(50_000, 0.9), { ...until, relativeWidth: 0.02 }) as number
  expect(correlated).toBeGreaterThan(3 * independent)
})

test('tokens are those of measured answers', () => {
  const isEnough = stopWatch({ tokens: 5, until: null })
  const two = { arrivals: [[10, 2]] as const }
  expect(isEnough(answered(two, { phase: 'warmup' }))).toBe(false)
  expect(isEnough(failed('cut'))).toBe(false)
  expect([1, 2, 3].map(() => isEnough(answered(two)))).toEqual([false, false, true])
})

test.each([0, 0.7])(
  'where a run ends the interval holds the true percentile as often as it says (correlation %s)',
  (correlation) => {
    const runs = 150
    let near = 0
    for (let seed = 1; seed <= runs; seed++) {
      const series = [...waits(4000, correlation, seed)]
      const end = endsAfter(series, { ...until, relativeWidth: 0.1 }) ?? series.length
      const median = percentile(sortAscending(series.slice(0, end)), 0.5) as number
      if (Math.abs(median - 100) <= 5) near++
    }
    // 95 %, less what looking again and again costs and two standard errors of 150 runs.
    expect(near / runs).toBeGreaterThanOrEqual(0.9)
  },
)
