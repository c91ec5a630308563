/**
 * Looking more than once. A plan says after how many pairs is looked and how much of alpha may have been spent by then (Lan & DeMets,
 * "Discrete Sequential Boundaries for Clinical Trials", Biometrika 70, 1983); an early look that finds something ends the gate.
 *
 * What is spent is counted, not approximated. Under no difference the signs of all pairs are fair coins, and every pattern of signs runs
 * through the same looks: at each, the patterns that have not stopped before are ordered by their largest |T|, and as many of the topmost
 * stop as what has been spent so far leaves room for. So the chance that any look calls anything different is the share of patterns
 * that stop: exact for any distribution, whatever the looks have in common. What a look cannot use, because levels come in steps
 * of 2 / 2^K, the next one has. The patterns beyond a look's critical value, those that stopped before among them, are its
 * level; bounds at that level hold at all looks at once but for what a shift does to it (repeated confidence intervals: Jennison & Turnbull,
 * JRSS B 51, 1989).
 */
import { type Inference, largestOf, maxT, rejected, tie } from './max-t.ts'
import { normalCdf, normalQuantile } from './normal.ts'
import { nthSmallest } from './nth-smallest.ts'
import { flippedT, type InferenceOptions, pairedEvidence } from './paired.ts'
import { type SignFlips, signFlips } from './sign-flips.ts'

/** How fast alpha is spent: hardly anything at first (O'Brien & Fleming, 1979), or about the same at every look (Pocock, 1977). */
export type Spending = keyof typeof spendingFunctions

export interface LookPlan {
  /** Numbers of pairs after which is looked, ascending; the last ends the plan. */
  readonly looks: readonly number[]
  readonly alpha: number
  readonly spending: Spending
}

/** Share of alpha that may be spent when a share `t` of the pairs is there, two-sided. */
const spendingFunctions = {
  'obrien-fleming': (t: number, alpha: number) => 4 * normalCdf(normalQuantile(alpha / 4) / Math.sqrt(t)),
  pocock: (t: number, alpha: number) => alpha * Math.log(1 + (Math.E - 1) * t),
}

/** How much of alpha may have been spent by each look, earlier ones included; all of it by the last. */
export function spendAlpha({ looks, alpha, spending }: LookPlan): readonly number[] {
  const end = looks.at(-1) ?? 0
  return looks.map((pairs) => (pairs === end ? alpha : spendingFunctions[spending](pairs / end, alpha)))
}

export interface SequentialInference extends Inference {
  /** Chance that this or an earlier look calls anything different where nothing is; `level` is that of this look alone. */
  readonly spent: number
}

/**
 * What the pairs so far say at a look, which the number of pairs names. `differences` are all since the first pair, and `rng` that of the
 * earlier looks. Throws RangeError where the plan has no look after so many pairs. A plan of one look is `pairedInference`.
 */
export function sequentialInference(
  differences: readonly (readonly number[])[],
  { looks, spending, alpha, ...drawing }: LookPlan & InferenceOptions,
): SequentialInference {
  const pairs = differences[0]?.length ?? 0
  const reached = looks.slice(0, looks.indexOf(pairs) + 1)
  if (reached.length === 0) throw new RangeError(`look: expected one of ${looks.join(', ')} pairs, got ${pairs}`)
  const budgets = spendAlpha({ looks, spending, alpha })
  const kept: number[] = []
  let flips = signFlips(pairs, drawing)
  let here: Uint8Array = new Uint8Array(0)
  let anywhere = here
  for (const [i, look] of reached.entries()) {
    flips = signFlips(look, drawing)
    // the last look takes the attainable level nearest to alpha, as a test without looks does; no earlier one exceeds its budget
    const room = look === looks.at(-1) ? rejected(alpha, flips.total) : within(budgets[i] as number, flips.total)
    const before = stoppedAt(differences, { flips, looks: reached.slice(0, i), kept })
    const t = largestT(differences, look, flips)
    const open = t.filter((_, r) => before[r] === 0)
    // so many of the topmost stop, or fewer where others equal the next
    kept.push(nthSmallest(open, open.length - 1 - Math.max(0, room - countOf(before))) ?? -1)
    here = beyond(t, kept[i] as number)
    anywhere = here.map((stops, r) => stops | (before[r] as number))
  }
  const inference = maxT(pairedEvidence(differences, flips), flips, countOf(here))
  return { ...inference, spent: countOf(anywhere) / flips.total }
}

/** The most arrangements whose share is at most `level`, which may be short of a whole count by rounding. */
const within = (level: number, total: number) => Math.floor(level * total * (1 + 1e-12))

interface Looks {
  readonly flips: SignFlips
  readonly looks: readonly number[]
  /** The |T| of each look that a pattern must exceed to stop there. */
  readonly kept: readonly number[]
}

/** 1 for each pattern of signs that stops at any of the looks, the one seen first. */
function stoppedAt(differences: readonly (readonly number[])[], { flips, looks, kept }: Looks): Uint8Array {
  const stopped = new Uint8Array(flips.total)
  for (const [i, look] of looks.entries()) {
    const stops = beyond(largestT(differences, look, flips), kept[i] as number)
    for (let r = 0; r < stopped.length; r++) if (stops[r] === 1) stopped[r] = 1
  }
  return stopped
}

/** 1 where a |T| exceeds what is kept, by more than the last digits. */
function beyond(t: Float64Array, kept: number): Uint8Array {
  const stops = new Uint8Array(t.length)
  for (let r = 0; r < t.length; r++) if ((t[r] as number) * tie > kept) stops[r] = 1
  return stops
}

/** The largest |T| of all metrics over the first pairs, under flips of as many pairs or more. */
const largestT = (differences: readonly (readonly number[])[], pairs: number, flips: SignFlips): Float64Array =>
  largestOf(differences.map((metric) => flippedT(metric.slice(0, pairs), flips)))

const countOf = (flags: Uint8Array) => flags.reduce((sum, flag) => sum + flag, 0)
