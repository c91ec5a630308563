import { seededRng } from '../../src/core/rng.ts'
import { detectableEffect } from '../../src/stats/inference/detectable-effect.ts'
import type { Inference } from '../../src/stats/inference/max-t.ts'
import { pairedInference } from '../../src/stats/inference/paired.ts'
import {
  differencesOf,
  naiveCallsDifferent,
  type Simulation,
  simulatePairs,
} from '../../test/helpers/simulated-runs.ts'

export const alpha = 0.05
export const powers = [0.8, 0.9] as const

/** What many simulated gates of so many pairs came to, with nothing different between the sides. */
export interface PairedGates {
  readonly pairs: number
  readonly gates: number
  /** The attainable level that was used. */
  readonly level: number
  /** Gates that call any metric different. */
  readonly alarms: number
  /** Gates in which any of the simultaneous bounds leaves out the truth. */
  readonly misses: number
  /** Gates that call a metric of the second series different, the first being shifted by much. */
  readonly alarmsBesideShift: number
  /** Gates in which a test over single requests calls a series different. */
  readonly naive: number
  /** By how much the first metric's lower bound falls short of the truth, ascending: a shift of more is found. */
  readonly shortfalls: Float64Array
  /** The effect said to be detectable for each of `powers`: one for each of the first gates. */
  readonly said: readonly (readonly number[])[]
}

/** The noncentral t is solved for the first gates only: its mean needs no more. */
const gatesThatSay = 1000

export function studyPairs(simulation: Simulation, gates: number, seed: string): PairedGates {
  const rng = seededRng(seed)
  const { pairs } = simulation
  const count = { alarms: 0, misses: 0, alarmsBesideShift: 0, naive: 0 }
  const shortfalls = new Float64Array(gates)
  const said = powers.map((): number[] => [])
  let level = 0
  for (let i = 0; i < gates; i++) {
    const runs = simulatePairs({ ...simulation, effect: 0 }, rng.fork(i))
    const differences = differencesOf(runs)
    const found = pairedInference(differences, { alpha, rng })
    level = found.level
    if (callsAny(found)) count.alarms++
    if (found.metrics.some(({ low, high }) => low > 0 || high < 0)) count.misses++
    if (callsAny(pairedInference(besideShift(differences), { alpha, rng }), 3)) count.alarmsBesideShift++
    if (naiveCallsDifferent(runs)) count.naive++
    const first = found.metrics[0] as (typeof found.metrics)[number]
    shortfalls[i] = -first.low
    if (i < gatesThatSay)
      for (const [p, power] of powers.entries())
        said[p]?.push(detectableEffect(first, pairs - 1, power) ?? Number.POSITIVE_INFINITY)
  }
  return { pairs, gates, level, ...count, shortfalls: shortfalls.sort(), said }
}

/** Whether any metric from a place on is called different. */
const callsAny = ({ metrics, level }: Inference, from = 0) => metrics.slice(from).some(({ p }) => p <= level)

/** The statistics of the first series shifted by 10 %, those of the second as they are. */
const besideShift = (differences: readonly (readonly number[])[]) =>
  differences.map((metric, j) => (j < 3 ? metric.map((d) => d + Math.log1p(0.1)) : metric))

/** Of how many gates with the shift in their requests the first metric's bounds lie above 0. */
export function foundInRequests(simulation: Simulation, gates: number, seed: string): number {
  const rng = seededRng(seed)
  let found = 0
  for (let i = 0; i < gates; i++) {
    const differences = differencesOf(simulatePairs(simulation, rng.fork(i)))
    if ((pairedInference(differences, { alpha, rng }).metrics[0]?.low ?? 0) > 0) found++
  }
  return found
}
