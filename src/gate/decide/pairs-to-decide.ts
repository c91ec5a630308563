import { usualPower } from '../../stats/inference/detectable-effect.ts'
import { noncentralTAbove } from '../../stats/inference/noncentral-t.ts'
import { normalQuantile } from '../../stats/inference/normal.ts'
import { roughStudentQuantile } from '../levels/rough-student-quantile.ts'

/** Further pairs that are worth naming; beyond, a longer run or a wider margin is the better advice. */
export const mostFurtherPairs = 200

/** One metric after K pairs, in logarithms. */
export interface Progress {
  readonly estimate: number
  readonly standardError: number
  readonly pairs: number
  /** Of the max-T test; infinite where so few pairs allow none. */
  readonly criticalT: number
  readonly alpha: number
  /** Metrics of the gate. */
  readonly family: number
  readonly margin: number
}

/**
 * How many more pairs are expected to decide, if the estimate and the spread stay as they are: the first number at which the lower bound is
 * above 0, or the upper one below the margin with a detectable effect no larger than it. The level that max-T leaves to this metric is kept.
 * An expectation, not a promise: the spread is known from as few pairs as there are. Null: none up to `mostFurtherPairs`.
 */
export function pairsToDecide(progress: Progress): number | null {
  const { pairs, criticalT, alpha, family } = progress
  const own =
    Number.isFinite(criticalT) && criticalT > 0 ? noncentralTAbove(criticalT, pairs - 1, 0) : alpha / 2 / family
  const decided = (further: number) => isDecided(progress, pairs + further, own)
  if (!decided(mostFurtherPairs)) return null
  let [low, high] = [0, mostFurtherPairs]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (decided(middle)) high = middle
    else low = middle
  }
  return high
}

function isDecided({ estimate, standardError, pairs, margin }: Progress, count: number, above: number): boolean {
  const error = standardError * Math.sqrt(pairs / count)
  const t = roughStudentQuantile(above, count - 1)
  const detectable = (t + normalQuantile(usualPower)) * error
  return estimate - t * error > 0 || (estimate + t * error < margin && detectable <= margin)
}
