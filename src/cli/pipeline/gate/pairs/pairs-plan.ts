import { type Rng, seededRng } from '../../../../core/rng.ts'
import type { LiveSide } from '../../../../gate/policy/gate-policy.ts'

/** The two sides of a gate, the one that is held against first. */
export const sideNames = ['baseline', 'candidate'] as const
export type SideName = (typeof sideNames)[number]

/** Which side runs first: A is the baseline. */
export type PairOrder = 'AB' | 'BA'

/** One pair: the same prompts and arrivals for both sides, which no other pair has. */
export interface PlannedPair {
  /** From 1. */
  readonly pair: number
  /** Of prompts and arrivals. */
  readonly seed: number
  readonly order: PairOrder
}

/** What makes a side: what is laid over the workload's target, and what is started anew for each of its runs. */
export type PairSide = Pick<LiveSide, 'label' | 'overrides' | 'start'>

/** Pairs to make of one workload. */
export interface PairsPlan {
  readonly name: string
  readonly workload: { readonly text: string; readonly path: string; readonly overrides: readonly string[] }
  readonly sides: Readonly<Record<SideName, PairSide>>
  /** At most. */
  readonly pairs: number
  /** Of the first pair; it decides the order of the sides too. */
  readonly seed: number
  /** No pair is begun that would likely end later than this after the start; null: no such limit. */
  readonly budgetNs: number | null
}

/**
 * The pairs in the order they are made. Which side runs first is a fair coin's toss for each, so that what drifts with time falls on both
 * sides alike; every pair has the next seed, as repeats have. Fewer pairs are the first of more, so that a gate can go on.
 */
export function planPairs({ pairs, seed }: Pick<PairsPlan, 'pairs' | 'seed'>): readonly PlannedPair[] {
  const rng = seededRng(`gate ${seed}`)
  return Array.from({ length: pairs }, (_, i) => ({ pair: i + 1, seed: seed + i, order: tossed(rng.fork(i + 1)) }))
}

const tossed = (rng: Rng): PairOrder => (rng.uniform() < 0.5 ? 'AB' : 'BA')

/** The sides of a pair in the order they run. */
export const sidesOf = (order: PairOrder): readonly SideName[] =>
  order === 'AB' ? sideNames : [...sideNames].reverse()
