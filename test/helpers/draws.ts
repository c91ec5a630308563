import type { Rng } from '../../src/core/rng.ts'

/** The first `n` of a sequence. */
export function take<T>(sequence: Iterable<T>, n: number): T[] {
  const taken: T[] = []
  if (n === 0) return taken
  for (const value of sequence) if (taken.push(value) === n) break
  return taken
}

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Standard deviation over mean. */
export function coefficientOfVariation(values: readonly number[]): number {
  const m = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - m) ** 2))) / m
}

/** Differences of neighbours, the first from 0. */
export const gapsOf = (instants: readonly number[]): number[] => instants.map((at, i) => at - (instants[i - 1] ?? 0))

/** Kolmogorov-Smirnov distance of values to a distribution. */
export function ksDistance(values: readonly number[], cdf: (x: number) => number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted.reduce((most, x, i) => {
    const p = cdf(x)
    return Math.max(most, Math.abs(p - i / sorted.length), Math.abs(p - (i + 1) / sorted.length))
  }, 0)
}

/** The distance that n values of the right distribution exceed once in a hundred (asymptotic Kolmogorov distribution). */
export const ksCritical1Percent = (n: number): number => 1.628 / Math.sqrt(n)

/** A generator that gives the same uniform number each time. */
export function stuckRng(uniform: number): Rng {
  const rng: Rng = {
    uniform: () => uniform,
    below: (bound) => Math.floor(uniform * bound),
    bits32: () => 0,
    fork: () => rng,
  }
  return rng
}
