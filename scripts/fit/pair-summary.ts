import { rankCorrelation } from '../../src/stats/rank-correlation.ts'

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
  const correlation = rankCorrelation(inputs, outputs) ?? 0
  return { input: figures(inputs), output: figures(outputs), rankCorrelation: round(correlation, 4) }
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

const round = (value: number, digits: number): number => Number(value.toFixed(digits))
