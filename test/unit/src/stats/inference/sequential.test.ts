import { expect, test } from 'vitest'
import { seededRng } from '../../../../../src/core/rng.ts'
import { pairedInference } from '../../../../../src/stats/inference/paired.ts'
import { type LookPlan, sequentialInference, spendAlpha } from '../../../../../src/stats/inference/sequential.ts'
import { gaussian } from '../../../../helpers/simulated-runs.ts'

const rng = seededRng(7)
const noise = (metrics: number, pairs: number, shift = 0) =>
  Array.from({ length: metrics }, () => Array.from({ length: pairs }, () => shift + gaussian(rng)))
const first = (differences: readonly (readonly number[])[], pairs: number) => differences.map((d) => d.slice(0, pairs))

test.each([
  // Lan & DeMets (1983): at half of the information; Jennison & Turnbull (2000), tables of the two-sided functions
  ['obrien-fleming', [0.00305, 0.05]],
  ['pocock', [0.03101, 0.05]],
] as const)('%s has spent what is tabled at half of the pairs', (spending, expected) => {
  const spent = spendAlpha({ looks: [7, 14], alpha: 0.05, spending })
  for (const [i, alpha] of expected.entries()) expect(spent[i]).toBeCloseTo(alpha, 4)
})

test.each([5, 6, 8, 11, 16])('a plan of one look after %d pairs is the test without looks', (pairs) => {
  const differences = noise(3, pairs, 0.4)
  const options = { alpha: 0.05, rng: seededRng('one look'), draws: 999 }
  const { spent, ...found } = sequentialInference(differences, { looks: [pairs], spending: 'pocock', ...options })
  expect(found).toEqual(pairedInference(differences, options))
  expect(spent).toBe(found.level)
})

/** The procedure itself under every pattern of signs: the share of patterns that any look calls different. */
function stoppedShare(differences: readonly (readonly number[])[], plan: LookPlan): number {
  const pairs = plan.looks.at(-1) as number
  let stops = 0
  for (let pattern = 0; pattern < 2 ** pairs; pattern++) {
    const flipped = differences.map((d) => d.map((x, k) => ((pattern >> k) & 1 ? -x : x)))
    const calls = (look: number) => {
      const { metrics, level } = sequentialInference(first(flipped, look), { ...plan, rng })
      return metrics.some(({ p }) => p <= level)
    }
    if (plan.looks.some(calls)) stops++
  }
  return stops / 2 ** pairs
}

test.each([
  [[5, 7, 8], 'obrien-fleming'],
  [[5, 7, 8], 'pocock'],
  [[3, 5, 6, 9], 'pocock'],
] as const)(
  'looks after %j pairs (%s) call as many sign patterns different as they say, and no more than one look would',
  (looks, spending) => {
    const plan = { looks, spending, alpha: 0.05 }
    const pairs = looks.at(-1) as number
    const ties = noise(2, pairs).map((d) => d.map(Math.round))
    for (const differences of [noise(2, pairs), noise(1, pairs, 1), ties]) {
      const { spent } = sequentialInference(differences, { ...plan, rng })
      expect(stoppedShare(differences, plan)).toBeCloseTo(spent, 12)
      expect(spent).toBeLessThanOrEqual(Math.round(0.05 * 2 ** (pairs - 1)) / 2 ** (pairs - 1))
      if (differences !== ties) expect(spent).toBeGreaterThan(0.03)
    }
  },
)

test('looks beyond 14 pairs draw patterns, and spend what they may', () => {
  const plan = { looks: [10, 16, 20], spending: 'pocock', alpha: 0.05 } as const
  const differences = noise(3, 20)
  const found = plan.looks.map((look) =>
    sequentialInference(first(differences, look), { ...plan, rng: seededRng('drawn'), draws: 1999 }),
  )
  expect(found.map(({ exact }) => exact)).toEqual([true, false, false])
  for (const [i, alpha] of spendAlpha(plan).entries()) {
    expect(found[i]?.spent).toBeLessThanOrEqual(alpha + 1e-9)
    expect(found[i]?.spent).toBeGreaterThan(alpha - 0.01)
  }
})

test('a look too early to spend anything calls nothing different, whatever it sees, and leaves all to the next', () => {
  const differences = [[1, 1.1, 0.9, 1.2, 1.05, 1, 0.95, 1.1, 1.15, 1.02, 0.98, 1.01]]
  const plan = { looks: [5, 12], spending: 'obrien-fleming', alpha: 0.05 } as const
  const early = sequentialInference(first(differences, 5), { ...plan, rng })
  expect(early).toMatchObject({ level: 0, spent: 0 })
  expect(early.metrics[0]).toMatchObject({ low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY })
  const late = sequentialInference(differences, { ...plan, rng })
  expect(late.spent).toBeCloseTo(0.05, 2)
  expect(late.metrics[0]?.low).toBeGreaterThan(0.9)
})

test('differences that are all equal or all 0 spend no more than their ties allow', () => {
  const plan = { looks: [6, 8], spending: 'pocock', alpha: 0.05 } as const
  expect(sequentialInference([Array(8).fill(0)], { ...plan, rng })).toMatchObject({ spent: 0, level: 0 })
  const equal = sequentialInference([Array(8).fill(0.25)], { ...plan, rng })
  expect(equal.metrics[0]?.p).toBe(1 / 128)
  expect(equal.metrics[0]?.low).toBeCloseTo(0.25, 12)
})

test('a number of pairs that the plan does not look at is refused', () => {
  const plan = { looks: [6, 8], spending: 'pocock', alpha: 0.05 } as const
  expect(() => sequentialInference(noise(1, 7), { ...plan, rng })).toThrow('expected one of 6, 8 pairs, got 7')
})
