import { expect, test } from 'vitest'
import { seededRng } from '../../../../../src/core/rng.ts'
import type { Inference } from '../../../../../src/stats/inference/max-t.ts'
import { pairedInference } from '../../../../../src/stats/inference/paired.ts'
import { predict, predictionLimits } from '../../../../../src/stats/inference/prediction.ts'
import { sequentialInference } from '../../../../../src/stats/inference/sequential.ts'
import { unpairedInference } from '../../../../../src/stats/inference/unpaired.ts'
import {
  differencesOf,
  gaussian,
  naiveCallsDifferent,
  type SimulatedPair,
  type Simulation,
  simulatedStatistics,
  simulatePairs,
  usualSimulation,
} from '../../../../helpers/simulated-runs.ts'

/**
 * Quick forms of what `npm run study:stats` shows at length: seeded, so they never waver. Of 300 simulated comparisons at 0.05 a right test
 * calls 15 different, 27 at most and 5 at least in 99.7 % of all seeds.
 */
const comparisons = 300
const mostFalse = 27
const leastFalse = 5
const short: Partial<Simulation> = { requests: 40, pairs: 7 }

type Pairs = readonly SimulatedPair[]

function hitsOf(label: string, simulation: Partial<Simulation>, isHit: (pairs: Pairs, seed: string) => boolean) {
  const rng = seededRng(label)
  let hits = 0
  for (let i = 0; i < comparisons; i++)
    if (isHit(simulatePairs({ ...usualSimulation, ...short, ...simulation }, rng.fork(i)), `${label}/${i}`)) hits++
  return hits
}

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
const callsAny = ({ level, metrics }: Inference) => metrics.some(({ p }) => p <= level)
const missesAny = ({ metrics }: Inference, truth: number) =>
  metrics.some(({ low, high }) => low > truth || high < truth)

const methods = [
  ['paired', paired],
  ['unpaired', unpaired],
] as const

test.each(methods)('%s: runs without a difference are called different as often as said', (name, infer) => {
  const called = hitsOf(`${name} null`, {}, (pairs, seed) => callsAny(infer(pairs, seed)))
  expect(called).toBeLessThanOrEqual(mostFalse)
  expect(called).toBeGreaterThanOrEqual(leastFalse)
})

test('paired: heavy tails of run effects change no error rate', () => {
  const called = hitsOf('heavy', { runTails: 'heavy' }, (pairs, seed) => callsAny(paired(pairs, seed)))
  expect(called).toBeLessThanOrEqual(mostFalse)
  expect(called).toBeGreaterThanOrEqual(leastFalse)
})

test('paired: a metric that did not move is not called different because others did', () => {
  const called = hitsOf('beside', { effect: [0.1, 0] }, (pairs, seed) => {
    const { level, metrics } = paired(pairs, seed)
    return callsAny({ level, exact: true, arrangements: 0, metrics: metrics.slice(3) })
  })
  expect(called).toBeLessThanOrEqual(mostFalse)
})

test.each(methods)('%s: the bounds of all metrics hold the true effect as often as said', (name, infer) => {
  const effect = 0.1
  const missed = hitsOf(`${name} bounds`, { effect }, (pairs, seed) => missesAny(infer(pairs, seed), effect))
  expect(missed).toBeLessThanOrEqual(mostFalse)
})

test('a test over single requests calls equal runs different far too often: these bars bite', () => {
  expect(hitsOf('naive', {}, naiveCallsDifferent)).toBeGreaterThan(3 * mostFalse)
})

const looks = [5, 7, 9]
const atLooks = (pairs: Pairs, infer: (differences: readonly (readonly number[])[]) => Inference) =>
  looks.map((look) => infer(differencesOf(pairs.slice(0, look))))

test.each(['obrien-fleming', 'pocock'] as const)(
  '%s: all looks together call equal runs different as often as said',
  (spending) => {
    const [rng, plan] = [seededRng(1), { looks, spending, alpha: 0.05 }]
    const called = hitsOf(`looks ${spending}`, { pairs: 9 }, (pairs) =>
      atLooks(pairs, (differences) => sequentialInference(differences, { ...plan, rng })).some(callsAny),
    )
    expect(called).toBeLessThanOrEqual(mostFalse)
    expect(called).toBeGreaterThanOrEqual(leastFalse)
  },
)

test('looking after every pair at 0.05 calls equal runs different too often: these bars bite', () => {
  const rng = seededRng(1)
  const called = hitsOf('looks without a plan', { pairs: 10 }, (pairs) =>
    [5, 6, 7, 8, 9, 10].some((look) =>
      callsAny(pairedInference(differencesOf(pairs.slice(0, look)), { alpha: 0.05, rng })),
    ),
  )
  expect(called).toBeGreaterThan(mostFalse)
})

test('the newest two runs are called different from eight like them as often as said, a single one ten times as often', () => {
  const rng = seededRng('newest runs')
  const decisions = 1500
  const limits = predictionLimits({ runs: 8, metrics: 3, alpha: 0.05 })
  let [two, one] = [0, 0]
  for (let i = 0; i < decisions; i++) {
    const metrics = Array.from({ length: 3 }, () => {
      const values = Array.from({ length: 10 }, () => gaussian(rng))
      return predict({ past: values.slice(0, 8), newest: values.slice(8) }, limits)
    })
    if (metrics.some(({ low }) => low > 0)) two++
    if (metrics.some(({ breaches }) => breaches > 0)) one++
  }
  expect(one / decisions).toBeGreaterThan(0.03)
  expect(one / decisions).toBeLessThan(0.07)
  expect(two / decisions).toBeLessThan(limits.level + 4 * Math.sqrt(limits.level / decisions))
  expect(limits.level).toBeLessThan(0.025)
})

test('pairs find what the same runs without their pairing do not', () => {
  const effect = 0.12
  const found = (infer: typeof paired) =>
    hitsOf('power', { effect, pairSpread: 0.15 }, (pairs, seed) =>
      infer(pairs, seed).metrics.some(({ low }) => low > 0),
    )
  expect(found(paired)).toBeGreaterThan(2 * found(unpaired))
})
