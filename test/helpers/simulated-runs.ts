import type { Rng } from '../../src/core/rng.ts'
import { percentile, sortAscending } from '../../src/stats/percentile.ts'

/**
 * Runs of a server as they come: a request resembles the one before (AR(1)), a run has an effect of its own (boot, placement, neighbours),
 * the two runs of a pair share one (same prompts, same hour), and some requests take far longer. In logarithms, so effects are shares.
 */
export interface Simulation {
  readonly pairs: number
  readonly requests: number
  /** Correlation of neighbouring requests. */
  readonly autocorrelation: number
  /** Spread of runs, as a share. */
  readonly runSpread: number
  readonly pairSpread: number
  /** Of single requests. */
  readonly requestSpread: number
  /** ln(b / a) put into the second run of every pair. */
  readonly effect: number
}

export const usualSimulation: Simulation = {
  ...{
    pairs: 8,
    requests: 200,
    autocorrelation: 0.8,
    runSpread: 0.02,
    pairSpread: 0.03,
    requestSpread: 0.3,
    effect: 0,
  },
}

/** The statistics of one run that a gate would look at, as logarithms, and its requests. */
export interface SimulatedRun {
  readonly requests: Float64Array
  readonly statistics: readonly number[]
}

export const simulatedStatistics = ['p50', 'p90', 'mean'] as const

/** Pairs of runs, the first of each without the effect. */
export function simulatePairs(
  simulation: Simulation,
  rng: Rng,
): readonly { readonly a: SimulatedRun; readonly b: SimulatedRun }[] {
  return Array.from({ length: simulation.pairs }, () => {
    const shared = simulation.pairSpread * gaussian(rng)
    return { a: simulateRun(simulation, shared, rng), b: simulateRun(simulation, shared + simulation.effect, rng) }
  })
}

/** ln(b / a) of every statistic: an entry for each, in it one for each pair. */
export function differencesOf(pairs: ReturnType<typeof simulatePairs>): readonly (readonly number[])[] {
  return simulatedStatistics.map((_, j) =>
    pairs.map(({ a, b }) => (b.statistics[j] as number) - (a.statistics[j] as number)),
  )
}

function simulateRun(simulation: Simulation, shift: number, rng: Rng): SimulatedRun {
  const { requests: count, autocorrelation: rho, runSpread, requestSpread } = simulation
  const level = shift + runSpread * gaussian(rng)
  const step = requestSpread * Math.sqrt(1 - rho * rho)
  let noise = requestSpread * gaussian(rng)
  const requests = Float64Array.from({ length: count }, () => {
    noise = rho * noise + step * gaussian(rng)
    return level + noise + (rng.uniform() < 0.02 ? 1 : 0)
  })
  const sorted = sortAscending(requests)
  const mean = Math.log(requests.reduce((sum, value) => sum + Math.exp(value), 0) / count)
  return { requests, statistics: [percentile(sorted, 0.5) as number, percentile(sorted, 0.9) as number, mean] }
}

/** Standard normal (Box & Muller). */
export function gaussian(rng: Rng): number {
  return Math.sqrt(-2 * Math.log(1 - rng.uniform())) * Math.cos(2 * Math.PI * rng.uniform())
}

/** What many tools do: all requests of both sides in one t-test, as if each were a measurement of its own. */
export function naiveCallsDifferent(pairs: ReturnType<typeof simulatePairs>): boolean {
  const all = (side: 'a' | 'b') => pairs.flatMap((pair) => [...pair[side].requests])
  const [a, b] = [all('a'), all('b')]
  const [meanA, meanB] = [meanOf(a), meanOf(b)]
  const error = Math.sqrt(squaresOf(a, meanA) / a.length ** 2 + squaresOf(b, meanB) / b.length ** 2)
  return Math.abs(meanB - meanA) > 1.96 * error
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const squaresOf = (values: readonly number[], mean: number) =>
  values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
