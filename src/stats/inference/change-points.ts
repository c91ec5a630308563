/**
 * Where a series of runs changes: E-divisive (Matteson & James, "A Nonparametric Approach for Multiple Change Point Analysis of
 * Multivariate Data", JASA 109, 2014), as performance histories use it (Daly et al., ICPE 2020). The distance of two stretches is
 * n m / (n + m) times their energy distance 2 E|x - y| - E|x - x'| - E|y - y'|; the split with the largest is taken, the right stretch ending
 * anywhere, so that a later change does not hide it. It stands if fewer than the level of `draws` reorderings inside the stretches found so
 * far reach as much, p = (b + 1) / (m + 1); then both parts are searched again. No shape of the values is assumed; their order is all.
 */
import type { Rng } from '../../core/rng.ts'

export interface ChangePoint {
  /** Index of the first value after the change. */
  readonly at: number
  readonly p: number
}

export interface ChangeSearch {
  readonly rng: Rng
  /** Highest p of a change that stands. */
  readonly alpha?: number
  readonly draws?: number
  /** Fewest values between two changes. */
  readonly least?: number
}

/** Most values a series may have: the search costs their square for every reordering. */
export const longestSeries = 500

/** The changes of a series, in order. */
export function changePoints(
  values: readonly number[],
  { rng, alpha = 0.05, draws = 199, least = 3 }: ChangeSearch,
): readonly ChangePoint[] {
  if (values.length > longestSeries) throw new RangeError(`series: expected at most ${longestSeries} values`)
  const found: ChangePoint[] = []
  for (;;) {
    const ends = [0, ...found.map(({ at }) => at).toSorted((a, b) => a - b), values.length]
    const stretches = ends.slice(1).map((end, i) => [ends[i] as number, end] as const)
    const best = bestSplit(values, stretches, least)
    if (best === null) break
    const p = reorderedP(values, stretches, { ...{ rng, alpha, draws, least }, distance: best.distance })
    if (p > alpha) break
    found.push({ at: best.at, p })
  }
  return found.toSorted((a, b) => a.at - b.at)
}

/** (b + 1) / (m + 1); gives up, with a p above alpha, once too many reorderings have reached the distance. */
function reorderedP(
  values: readonly number[],
  stretches: readonly Stretch[],
  { rng, alpha, draws, least, distance }: Required<ChangeSearch> & { readonly distance: number },
): number {
  let reached = 0
  for (let draw = 0; draw < draws && reached + 1 <= alpha * (draws + 1); draw++) {
    const split = bestSplit(shuffledWithin(values, stretches, rng), stretches, least)
    if (split !== null && split.distance >= distance) reached++
  }
  return (reached + 1) / (draws + 1)
}

type Stretch = readonly [from: number, to: number]
interface Split {
  readonly at: number
  readonly distance: number
}

function bestSplit(values: readonly number[], stretches: readonly Stretch[], least: number): Split | null {
  let best: Split | null = null
  for (const [from, to] of stretches) {
    const split = splitOf(values.slice(from, to), least)
    if (split !== null && (best === null || split.distance > best.distance))
      best = { at: split.at + from, distance: split.distance }
  }
  return best
}

/** With sums of |x - y| over rectangles of pairs, every split costs a few additions. */
function splitOf(values: readonly number[], least: number): Split | null {
  const n = values.length
  if (n < 2 * least) return null
  const sums = distanceSums(values)
  const sum = (i0: number, i1: number, j0: number, j1: number) =>
    at(sums, i1, j1, n) - at(sums, i0, j1, n) - at(sums, i1, j0, n) + at(sums, i0, j0, n)
  let best: Split | null = null
  for (let split = least; split <= n - least; split++) {
    const left = sum(0, split, 0, split)
    for (let end = split + least; end <= n; end++) {
      const right = end - split
      const between = (2 * sum(0, split, split, end)) / (split * right)
      const within = left / (split * (split - 1)) + sum(split, end, split, end) / (right * (right - 1))
      const distance = ((split * right) / (split + right)) * (between - within)
      if (best === null || distance > best.distance) best = { at: split, distance }
    }
  }
  return best === null || best.distance <= 0 ? null : best
}

const at = (sums: Float64Array, i: number, j: number, n: number) => sums[i * (n + 1) + j] as number

/** sums[i][j]: of |x - y| over the first i values and the first j. */
function distanceSums(values: readonly number[]): Float64Array {
  const n = values.length
  const sums = new Float64Array((n + 1) * (n + 1))
  for (let i = 1; i <= n; i++) {
    let row = 0
    const value = values[i - 1] as number
    for (let j = 1; j <= n; j++) {
      row += Math.abs(value - (values[j - 1] as number))
      sums[i * (n + 1) + j] = (sums[(i - 1) * (n + 1) + j] as number) + row
    }
  }
  return sums
}

/** Fisher-Yates inside each stretch: what is known to differ is not mixed. */
function shuffledWithin(values: readonly number[], stretches: readonly Stretch[], rng: Rng): readonly number[] {
  const mixed = [...values]
  for (const [from, to] of stretches)
    for (let i = to - 1; i > from; i--) {
      const j = from + rng.below(i - from + 1)
      const kept = mixed[i] as number
      mixed[i] = mixed[j] as number
      mixed[j] = kept
    }
  return mixed
}
