/**
 * Where a simulation's (or a server's) warm-up ends: MSER-5 (White, Cobb and Spratt, "A comparison of five steady-state truncation
 * heuristics for simulation", WSC 2000). The series is cut where the marginal standard error of what is left is smallest:
 * sum of (x - mean)^2 over the rest, divided by the square of its length, over means of five. A start that differs costs
 * variance, values thrown away cost length; the rule needs no threshold. A smallest value in the second half means that
 * the series never settled: the first half is then as much as may go.
 */
export interface Truncation {
  /** Values to leave out at the start, a multiple of five. */
  readonly cut: number
  /** False: the series did not settle within its first half. */
  readonly settled: boolean
}

const batch = 5
// Below this the rule cuts noise: ten batches leave five to be compared at the last cut allowed.
const leastBatches = 10

/** Null for fewer than 50 values. */
export function mserTruncation(series: ArrayLike<number>): Truncation | null {
  const count = Math.floor(series.length / batch)
  if (count < leastBatches) return null
  const means = Float64Array.from({ length: count }, (_, i) => batchMean(series, i * batch))
  let [sum, squares, best, bestError] = [0, 0, count - 1, Number.POSITIVE_INFINITY]
  const origin = means[count - 1] as number // around a value of the series, so that large offsets cost no digits
  const errors = new Float64Array(count)
  for (let from = count - 1; from >= 0; from--) {
    const value = (means[from] as number) - origin
    sum += value
    squares += value ** 2
    const length = count - from
    errors[from] = Math.max(0, squares - sum ** 2 / length) / length ** 2
  }
  // The last few batches have a small error by chance alone.
  for (let from = 0; from <= count - batch; from++) {
    if ((errors[from] as number) < bestError) [best, bestError] = [from, errors[from] as number]
  }
  const half = Math.floor(count / 2)
  return { cut: batch * Math.min(best, half), settled: best <= half }
}

function batchMean(series: ArrayLike<number>, from: number): number {
  let sum = 0
  for (let i = from; i < from + batch; i++) sum += series[i] as number
  return sum / batch
}
