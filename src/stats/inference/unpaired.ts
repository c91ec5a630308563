import { labelSwaps } from './arrangements.ts'
import { absoluteT, type Evidence, type Inference, maxT, rejected } from './max-t.ts'
import type { InferenceOptions } from './paired.ts'

/** Logarithms of one metric in the runs of both groups. */
export interface TwoGroups {
  readonly a: readonly number[]
  readonly b: readonly number[]
}

/**
 * What two groups of runs without pairs say of several metrics. Under no difference which group a run belongs to is chance (Pitman's
 * permutation test; T is Student's with the pooled spread, one relabelling for all metrics). All labels are weighed where there are at most
 * 8,192 that tell anything new, which is up to 8 runs against 8. Groups of one size may differ in spread; of unequal sizes they should not.
 */
export function unpairedInference(metrics: readonly TwoGroups[], { alpha, ...drawing }: InferenceOptions): Inference {
  const swaps = labelSwaps(metrics[0]?.a.length ?? 0, metrics[0]?.b.length ?? 0, drawing)
  return maxT(
    metrics.map((metric) => evidenceOf(metric, swaps.others)),
    swaps,
    rejected(alpha, swaps.total),
  )
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const squaresOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value * value, 0)

/**
 * With r runs of each group changing sides and sums X of them out of the first, Y out of the second, the difference of means goes from
 * D to D - k (Y - X), k = 1/m + 1/n; the sum of squares around the common mean stays, and D^2 / k of it is between the groups.
 */
function evidenceOf({ a, b }: TwoGroups, swaps: readonly Int8Array[]): Evidence {
  const [meanA, meanB, freedom] = [meanOf(a), meanOf(b), a.length + b.length - 2]
  const k = 1 / a.length + 1 / b.length
  const estimate = meanB - meanA
  const centre = (meanA * a.length + meanB * b.length) / (freedom + 2)
  const residuals = [...a.map((value) => value - meanA), ...b.map((value) => value - meanB)]
  const values = [...a, ...b].map((value) => value - centre)
  const [squares, within] = [squaresOf(values), squaresOf(residuals)]
  const t = (difference: number, total: number) => absoluteT((difference * difference) / k, total, freedom)
  const length = swaps.length
  const evidence = {
    ...{ estimate, standardError: Math.sqrt((within / freedom) * k), seen: t(estimate, squares) },
    ...{ around0: new Float64Array(length), centred: new Float64Array(length) },
    ...{ low: new Float64Array(length), high: new Float64Array(length) },
  }
  for (const [r, labels] of swaps.entries()) {
    const { moved, count } = movedBy(labels, values, a.length)
    const residual = movedBy(labels, residuals, a.length).moved
    evidence.around0[r] = t(estimate - k * moved, squares)
    evidence.centred[r] = t(k * residual, within)
    const [one, other] = thresholds(moved, count, estimate, k)
    evidence.low[r] = Math.min(one, other)
    evidence.high[r] = Math.max(one, other)
  }
  return evidence
}

/** Sum of what leaves the second group less what leaves the first, and how many leave each. */
function movedBy(labels: Int8Array, values: readonly number[], first: number) {
  let moved = 0
  let count = 0
  for (let i = 0; i < values.length; i++) {
    if (i < first && labels[i] === 1) moved -= values[i] as number
    if (i >= first && labels[i] === -1) {
      moved += values[i] as number
      count++
    }
  }
  return { moved, count }
}

/** Shifts from which the new difference is at least the one seen, and at most its opposite; between them lies the estimate. */
function thresholds(moved: number, count: number, estimate: number, k: number): readonly [number, number] {
  const rest = 2 - k * count
  if (count === 0 || rest < 1e-12) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  return [moved / count, (2 * estimate - k * moved) / rest]
}
