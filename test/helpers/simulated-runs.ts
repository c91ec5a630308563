import type { Rng } from '../../src/core/rng.ts'
import { percentile, sortAscending } from '../../src/stats/percentile.ts'

/**
 * Runs of a server as they come: a request resembles the one before (AR(1)), a run has an effect of its own (boot, placement, neighbours),
 * the two runs of a pair share one (same prompts, same hour), and some requests take far longer (a Pareto tail of index 2.5). Two series of
 * requests, wait and pace, whose run effects go together, make six statistics. In logarithms, so effects are shares, and an effect on a
 * series is exactly the shift of each of its statistics.
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
  /** Correlation of the run effects of both series. */
  readonly together: number
  /** Of run effects: normal, or Student's t with 3 degrees of freedom and the same spread. */
  readonly runTails: 'normal' | 'heavy'
  /** ln(b / a) put into the second run of every pair: into both series, or each its own. */
  readonly effect: number | readonly [wait: number, pace: number]
}

export const usualSimulation: Simulation = {
  ...{ pairs: 8, requests: 200, autocorrelation: 0.8, runSpread: 0.02, pairSpread: 0.03, requestSpread: 0.3 },
  ...{ together: 0.5, runTails: 'normal', effect: 0 },
}

/** The statistics of one run that a gate would look at, as logarithms, and the requests of both series. */
export interface SimulatedRun {
  readonly requests: readonly Float64Array[]
  readonly statistics: readonly number[]
}

const statisticsOfSeries = ['p50', 'p90', 'mean'] as const
export const simulatedStatistics = ['wait', 'pace'].flatMap((series) =>
  statisticsOfSeries.map((statistic) => `${series}.${statistic}`),
)

export interface SimulatedPair {
  readonly a: SimulatedRun
  readonly b: SimulatedRun
}

/** Pairs of runs, the first of each without the effect. */
export function simulatePairs(simulation: Simulation, rng: Rng): readonly SimulatedPair[] {
  const { effect } = simulation
  const effects = typeof effect === 'number' ? [effect, effect] : effect
  return Array.from({ length: simulation.pairs }, () => {
    const shared = runEffects(simulation, simulation.pairSpread, rng)
    const run = (shifts: readonly number[]) => {
      const own = runEffects(simulation, simulation.runSpread, rng)
      return simulateRun(
        simulation,
        own.map((effectOfRun, i) => effectOfRun + (shared[i] as number) + (shifts[i] as number)),
        rng,
      )
    }
    return { a: run([0, 0]), b: run(effects) }
  })
}

/** ln(b / a) of every statistic: an entry for each, in it one for each pair. */
export function differencesOf(pairs: readonly SimulatedPair[]): readonly (readonly number[])[] {
  return simulatedStatistics.map((_, j) =>
    pairs.map(({ a, b }) => (b.statistics[j] as number) - (a.statistics[j] as number)),
  )
}

/** Run effects of both series. */
function runEffects({ together, runTails }: Simulation, spread: number, rng: Rng): readonly number[] {
  const scale = runTails === 'normal' ? spread : spread * heavyScale(rng)
  const [first, second] = [gaussian(rng), gaussian(rng)]
  return [scale * first, scale * (together * first + Math.sqrt(1 - together * together) * second)]
}

/** What makes a normal variable Student's t of 3 degrees of freedom, brought to a variance of 1. */
export const heavyScale = (rng: Rng): number => 1 / Math.hypot(gaussian(rng), gaussian(rng), gaussian(rng))

function simulateRun(simulation: Simulation, levels: readonly number[], rng: Rng): SimulatedRun {
  const requests = levels.map((level) => simulateSeries(simulation, level, rng))
  return { requests, statistics: requests.flatMap(statisticsOf) }
}

function simulateSeries(simulation: Simulation, level: number, rng: Rng): Float64Array {
  const { requests: count, autocorrelation: rho, requestSpread } = simulation
  const step = requestSpread * Math.sqrt(1 - rho * rho)
  const requests = new Float64Array(count)
  let noise = requestSpread * gaussian(rng)
  let [radius, angle] = [0, 0]
  for (let i = 0; i < count; i++) {
    if (i % 2 === 0) [radius, angle] = [Math.sqrt(-2 * Math.log(1 - rng.uniform())), 2 * Math.PI * rng.uniform()]
    noise = rho * noise + step * radius * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle))
    requests[i] = level + noise + (rng.uniform() < 0.02 ? 1 - Math.log(1 - rng.uniform()) / 2.5 : 0)
  }
  return requests
}

function statisticsOf(requests: Float64Array): readonly number[] {
  const sorted = sortAscending(requests)
  let sum = 0
  for (const value of requests) sum += Math.exp(value)
  return [percentile(sorted, 0.5) as number, percentile(sorted, 0.9) as number, Math.log(sum / requests.length)]
}

/** Standard normal (Box & Muller). */
export function gaussian(rng: Rng): number {
  return Math.sqrt(-2 * Math.log(1 - rng.uniform())) * Math.cos(2 * Math.PI * rng.uniform())
}

/** What many tools do: all requests of both sides in one t-test of each series, as if each were a measurement of its own. */
export function naiveCallsDifferent(pairs: readonly SimulatedPair[]): boolean {
  return [0, 1].some((series) => {
    const all = (side: 'a' | 'b') => pairs.flatMap((pair) => [...(pair[side].requests[series] as Float64Array)])
    const [a, b] = [all('a'), all('b')]
    const [meanA, meanB] = [meanOf(a), meanOf(b)]
    const error = Math.sqrt(squaresOf(a, meanA) / a.length ** 2 + squaresOf(b, meanB) / b.length ** 2)
    return Math.abs(meanB - meanA) > naiveZ * error
  })
}

/** 0.05 shared by two series (Bonferroni): the naive test is naive about requests only. */
const naiveZ = 2.2414

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const squaresOf = (values: readonly number[], mean: number) =>
  values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
