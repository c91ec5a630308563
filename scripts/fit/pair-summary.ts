/** An input and an output length. */
export type Pair = readonly [input: number, output: number]

interface Figures {
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly mean: number
}

/** Percentiles and means of both sides of some pairs, and how their ranks correlate. */
export function pairSummary(pairs: readonly Pair[]): { input: Figures; output: Figures; rankCorrelation: number } {
  const [inputs, outputs] = [pairs.map(([input]) => input), pairs.map(([, output]) => output)]
  const rankCorrelation = correlation(ranks(inputs), ranks(outputs))
  return { input: figures(inputs), output: figures(outputs), rankCorrelation: round(rankCorrelation, 4) }
}

function figures(values: readonly number[]): Figures {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => round(quantile(sorted, share), 1)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), mean: round(mean, 2) }
}

/** Quantile of sorted values by Hyndman and Fan's type 7. */
export function quantile(sorted: readonly number[], share: number): number {
  const position = share * (sorted.length - 1)
  const below = Math.floor(position)
  const low = sorted[below] as number
  return low + (position - below) * ((sorted[below + 1] ?? low) - low)
}

/** Ranks from 0; equal values share the mean of theirs, as Spearman's correlation asks. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number))
  const result: number[] = Array(values.length)
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to++
    for (let i = from; i < to; i++) result[order[i] as number] = (from + to - 1) / 2
    from = to
  }
  return result
}

/** Pearson's correlation. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [meanA, meanB] = [mean(a), mean(b)]
  let [ab, aa, bb] = [0, 0, 0]
  for (const [i, value] of a.entries()) {
    const [da, db] = [value - meanA, (b[i] as number) - meanB]
    ab += da * db
    aa += da * da
    bb += db * db
  }
  return ab / Math.sqrt(aa * bb)
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits))
