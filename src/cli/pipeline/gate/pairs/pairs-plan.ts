import { type Rng, seededRng } from '../../../../core/rng.ts'

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

/** A server that is started anew for every run of a side. */
export interface StartCommand {
  /** For a POSIX shell; {port} stands for the port. */
  readonly command: string
  /** Run once in a fresh checkout; null: nothing is. */
  readonly build: string | null
  /** A git revision; null: the folder as it is. */
  readonly revision: string | null
  readonly folder: string
  /** null: a free one. */
  readonly port: number | null
  /** Path that answers 2xx once the server is ready. */
  readonly ready: string
  readonly readyWithinNs: number
  /** Path of its API. */
  readonly api: string
  readonly env: Readonly<Record<string, string>>
}

/** What makes a side: what is laid over the workload's target. */
export interface PairSide {
  readonly label: string
  /** As `--set` has them: `target.engine.quant="int8"`. */
  readonly overrides: readonly string[]
  /** null: the bundled engine, which is started for each run, or an endpoint that is there. */
  readonly start: StartCommand | null
}

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
