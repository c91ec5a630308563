import type { Drawing } from './arrangements.ts'
import { absoluteT, type Evidence, type Inference, maxT, rejected } from './max-t.ts'
import { type SignFlips, signFlips } from './sign-flips.ts'

export interface InferenceOptions extends Drawing {
  /** Chance of any false statement that is asked for; the attainable one nearest to it is used. */
  readonly alpha: number
}

/**
 * What K pairs say of several metrics: `differences[j][k]` is ln(b / a) of metric j in pair k. Unit of chance is the pair: under no
 * difference its sign is a fair coin's (Fisher's sign-flip test; T = mean / (s / sqrt K), one flip for all metrics). Exact up to 14
 * pairs. Two-sided levels come in steps of 2 / 2^K: 5 pairs reach 0.0625, 6 reach 0.0625 (0.03125 below it), 7 reach 0.0469.
 */
export function pairedInference(
  differences: readonly (readonly number[])[],
  { alpha, ...drawing }: InferenceOptions,
): Inference {
  const flips = signFlips(differences[0]?.length ?? 0, drawing)
  return maxT(pairedEvidence(differences, flips), flips, rejected(alpha, flips.total))
}

/** |T| of one metric under every flip, of the signs seen first. The sum of squares Q is the same: T^2 = (K - 1) S^2/K / (Q - S^2/K). */
export function flippedT(differences: readonly number[], flips: SignFlips): Float64Array {
  const total = sumOf(differences)
  const t = tOfSum(differences)
  const flipped = flips.sums(differences)
  const values = new Float64Array(flips.total)
  values[0] = t(total)
  for (let r = 1; r < values.length; r++) values[r] = t(total - 2 * (flipped[r - 1] as number))
  return values
}

/** What the flips make of every metric. */
export function pairedEvidence(differences: readonly (readonly number[])[], flips: SignFlips): readonly Evidence[] {
  return differences.map((metric) => evidenceOf(metric, flips))
}

function evidenceOf(differences: readonly number[], flips: SignFlips): Evidence {
  const pairs = differences.length
  const total = sumOf(differences)
  const estimate = total / pairs
  const residuals = differences.map((d) => d - estimate)
  const centredT = tOfSum(residuals)
  const around0 = flippedT(differences, flips)
  const flipped = flips.sums(differences)
  const length = flipped.length
  const [centred, low, high] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)]
  for (let r = 0; r < length; r++) {
    const [sum, count] = [flipped[r] as number, flips.counts[r] as number]
    centred[r] = centredT(-2 * (sum - count * estimate))
    const isSeen = count === 0 || count === pairs
    const [one, other] = [sum / count, (total - sum) / (pairs - count)]
    low[r] = isSeen ? Number.NEGATIVE_INFINITY : Math.min(one, other)
    high[r] = isSeen ? Number.POSITIVE_INFINITY : Math.max(one, other)
  }
  const standardError = Math.sqrt(squaresOf(residuals) / (pairs - 1) / pairs)
  return { estimate, standardError, seen: around0[0] as number, around0: around0.subarray(1), centred, low, high }
}

function tOfSum(differences: readonly number[]): (sum: number) => number {
  const [pairs, squares] = [differences.length, squaresOf(differences)]
  return (sum) => absoluteT((sum * sum) / pairs, squares, pairs - 1)
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
const squaresOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value * value, 0)
