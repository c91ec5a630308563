import { type Drawing, signFlips } from './arrangements.ts'
import { absoluteT, type Evidence, type Inference, maxT } from './max-t.ts'

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
  return maxT(
    differences.map((metric) => evidenceOf(metric, flips.others)),
    flips,
    alpha,
  )
}

/** With sum of squares Q unchanged by a flip, T follows from the sum alone: T^2 = (K - 1) S^2/K / (Q - S^2/K). */
function evidenceOf(differences: readonly number[], flips: readonly Int8Array[]): Evidence {
  const pairs = differences.length
  const total = differences.reduce((sum, d) => sum + d, 0)
  const estimate = total / pairs
  const residuals = differences.map((d) => d - estimate)
  const [squares, residualSquares] = [sumOfSquares(differences), sumOfSquares(residuals)]
  const t = (sum: number, of: number) => absoluteT((sum * sum) / pairs, of, pairs - 1)
  const length = flips.length
  const evidence = {
    ...{ estimate, standardError: Math.sqrt(residualSquares / (pairs - 1) / pairs), seen: t(total, squares) },
    ...{ around0: new Float64Array(length), centred: new Float64Array(length) },
    ...{ low: new Float64Array(length), high: new Float64Array(length) },
  }
  for (const [r, signs] of flips.entries()) {
    let flipped = 0
    let count = 0
    for (let k = 0; k < pairs; k++)
      if (signs[k] === -1) {
        flipped += differences[k] as number
        count++
      }
    evidence.around0[r] = t(total - 2 * flipped, squares)
    evidence.centred[r] = t(-2 * (flipped - count * estimate), residualSquares)
    const isSeen = count === 0 || count === pairs
    const [one, other] = [flipped / count, (total - flipped) / (pairs - count)]
    evidence.low[r] = isSeen ? Number.NEGATIVE_INFINITY : Math.min(one, other)
    evidence.high[r] = isSeen ? Number.POSITIVE_INFINITY : Math.max(one, other)
  }
  return evidence
}

const sumOfSquares = (values: readonly number[]) => values.reduce((sum, value) => sum + value * value, 0)
