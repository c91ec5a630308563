type Point = [share: number, value: number]

/** Shares that may become points: every quarter percent, and finer in the tails. */
const candidates = [
  ...Array.from({ length: 401 }, (_, i) => i / 400),
  ...[0.0005, 0.001, 0.0015, 0.002, 0.9985, 0.998, 0.999, 0.9995],
].sort((a, b) => a - b)

/**
 * At most `most` points of an inverse cumulative distribution, put where straight lines between them err most: greedy, from the ends
 * and the shares in `fixed`, by the error relative to the value (or half the mean, where values are small).
 */
export function quantilePoints(values: readonly number[], fixed: readonly number[], most: number): Point[] {
  const sorted = [...values].sort((a, b) => a - b)
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length
  const all = candidates.map((share): Point => [share, roundedTokens(hazen(sorted, share))])
  const isTaken = all.map(([share]) => share === 0 || share === 1 || fixed.includes(share))
  for (let taken = isTaken.filter(Boolean).length; taken < most; taken++) {
    const worst = worstPoint(all, isTaken, mean / 2)
    if (worst < 0) break
    isTaken[worst] = true
  }
  return all.filter((_, i) => isTaken[i])
}

/** Index of the candidate that lies farthest from the line between its taken neighbours; -1 where all lie on it. */
function worstPoint(all: readonly Point[], isTaken: readonly boolean[], floor: number): number {
  let [worst, worstError] = [-1, 0]
  let low = 0
  for (let high = 1; high < all.length; high++) {
    if (!isTaken[high]) continue
    const [[fromShare, from], [toShare, to]] = [all[low] as Point, all[high] as Point]
    for (let i = low + 1; i < high; i++) {
      const [share, value] = all[i] as Point
      const line = from + ((share - fromShare) / (toShare - fromShare)) * (to - from)
      const error = Math.abs(line - value) / Math.max(value, floor)
      if (error > worstError) [worst, worstError] = [i, error]
    }
    low = high
  }
  return worst
}

/**
 * Hazen's quantile: value i of n stands at share (i + 0.5) / n. Unlike type 7 it leaves the largest values their whole weight, without
 * which draws of a heavy tail have too small a mean.
 */
function hazen(sorted: readonly number[], share: number): number {
  const position = Math.min(sorted.length - 1, Math.max(0, share * sorted.length - 0.5))
  const below = Math.floor(position)
  const low = sorted[below] as number
  return low + (position - below) * ((sorted[below + 1] ?? low) - low)
}

/** Tenths of a token where a token is much, tokens where it is not. */
function roundedTokens(tokens: number): number {
  return tokens < 1000 ? Math.round(tokens * 10) / 10 : Math.round(tokens)
}
