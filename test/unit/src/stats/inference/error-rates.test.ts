import { expect, test } from 'vitest'
import { seededRng } from '../../../../../src/core/rng.ts'
import { pairedInference } from '../../../../../src/stats/inference/paired.ts'
import { unpairedInference } from '../../../../../src/stats/inference/unpaired.ts'
import {
  differencesOf,
  naiveCallsDifferent,
  type Simulation,
  simulatedStatistics,
  simulatePairs,
  usualSimulation,
} from '../../../../helpers/simulated-runs.ts'

/**
 * Quick forms of what `npm run study:stats` shows at length: seeded, so they never waver. Of 300 simulated comparisons at 0.05 a right test
 * calls 15 different, 27 at most in 99.9 % of all seeds.
 */
const comparisons = 300
const mostFalse = 27
const short: Partial<Simulation> = { requests: 60, pairs: 7 }

function shareOf(label: string, simulation: Partial<Simulation>, isHit: (pairs: Pairs, seed: string) => boolean) {
  const rng = seededRng(label)
  let hits = 0
  for (let i = 0; i < comparisons; i++)
    if (isHit(simulatePairs({ ...usualSimulation, ...short, ...simulation }, rng.fork(i)), `${label}/${i}`)) hits++
  return hits
}
type Pairs = ReturnType<typeof simulatePairs>

const paired = (pairs: Pairs, seed: string) =>
  pairedInference(differencesOf(pairs), { alpha: 0.05, rng: seededRng(seed) })
const unpaired = (pairs: Pairs, seed: string) =>
  unpairedInference(
    simulatedStatistics.map((_, j) => ({
      a: pairs.map(({ a }) => a.statistics[j] as number),
      b: pairs.map(({ b }) => b.statistics[j] as number),
    })),
    { alpha: 0.05, rng: seededRng(seed) },
  )

test.each([
  ['paired', paired],
  ['unpaired', unpaired],
] as const)('%s: runs without a difference are called different no more often than said', (name, infer) => {
  const called = shareOf(`${name} null`, {}, (pairs, seed) => {
    const { level, metrics } = infer(pairs, seed)
    return metrics.some(({ p }) => p <= level)
  })
  expect(called).toBeLessThanOrEqual(mostFalse)
  expect(called).toBeGreaterThan(2)
})

test.each([
  ['paired', paired],
  ['unpaired', unpaired],
] as const)('%s: the bounds of all metrics hold the true effect as often as said', (name, infer) => {
  const effect = 0.1
  const missed = shareOf(`${name} bounds`, { effect }, (pairs, seed) =>
    infer(pairs, seed).metrics.some(({ low, high }) => low > effect || high < effect),
  )
  expect(missed).toBeLessThanOrEqual(mostFalse)
})

test('a test over single requests calls equal runs different far too often: these bars bite', () => {
  expect(shareOf('naive', {}, naiveCallsDifferent)).toBeGreaterThan(4 * mostFalse)
})

test('pairs find what the same runs without their pairing do not', () => {
  const effect = 0.12
  const found = (infer: typeof paired) =>
    shareOf('power', { effect, pairSpread: 0.15 }, (pairs, seed) =>
      infer(pairs, seed).metrics.some(({ low }) => low > 0),
    )
  expect(found(paired)).toBeGreaterThan(2 * found(unpaired))
})
