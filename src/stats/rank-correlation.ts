/**
 * Spearman's rank correlation: Pearson's of the ranks, equal values sharing the mean of theirs. Null of fewer than two pairs, and
 * where one side is all the same.
 */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  return correlation(ranks(a), ranks(b))
}

/** Ranks from 0; equal values share the mean of theirs. Distinct values are sorted alone, which token counts have few of. */
function ranks(values: ArrayLike<number>): Float64Array {
  const counts = new Map<number, number>()
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  let below = 0
  for (const value of Float64Array.from(counts.keys()).sort()) {
    const count = counts.get(value) as number
    counts.set(value, below + (count - 1) / 2)
    below += count
  }
  return Float64Array.from(values, (value) => counts.get(value) as number)
}

/** Pearson's correlation. Ranks have the mean (n - 1) / 2. */
function correlation(a: Float64Array, b: Float64Array): number | null {
  const mean = (a.length - 1) / 2
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const [da, db] = [(a[i] as number) - mean, (b[i] as number) - mean]
    ab += da * db
    aa += da * da
    bb += db * db
  }
  return aa === 0 || bb === 0 ? null : ab / Math.sqrt(aa * bb)
}
