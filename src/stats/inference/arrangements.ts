import type { Rng } from '../../core/rng.ts'

/**
 * The ways to hand the same runs out again that are as likely as the one seen, if nothing differs: labels of runs here, signs of paired
 * differences in sign-flips.ts. p = (b + 1) / total, b the number of `others` that are at least as extreme and 1 the one seen: exact where
 * all are listed, valid where they are drawn (Phipson & Smyth, "Permutation P-values Should Never Be Zero", 2010). Two arrangements that are
 * each other's mirror image say the same of a two-sided statistic, so only one of the two is listed.
 */
export interface Arrangements {
  /** All there are; false: drawn at random. */
  readonly exact: boolean
  readonly total: number
  /** All but the one seen; an entry for each run: -1 puts it into the first group, 1 into the second. */
  readonly others: readonly Int8Array[]
}

/** Where chance comes from, where not all arrangements are listed. */
export interface Drawing {
  readonly rng: Rng
  /** How many are drawn; 9,999 make the p-value of 0.05 exact to 0.004. */
  readonly draws?: number
}

export const usualDraws = 9_999
/** All sign patterns are listed up to so many pairs: 2^14, of which half are mirror images. */
export const mostListedPairs = 14
const mostListed = 2 ** (mostListedPairs - 1)

/** Labels of `first` and `second` runs; the one seen has the first group's runs before the second's. */
export function labelSwaps(first: number, second: number, { rng, draws = usualDraws }: Drawing): Arrangements {
  const size = first + second
  const mirrored = first === second
  const count = mirrored ? choose(size, first) / 2 : choose(size, first)
  if (count > mostListed) return drawnSwaps(first, second, { rng, draws })
  const others: Int8Array[] = []
  const labels = new Int8Array(size).fill(1)
  const place = (from: number, left: number): void => {
    if (left === 0) {
      if (labels.subarray(0, first).some((label) => label === 1)) others.push(labels.slice())
      return
    }
    for (let i = from; i <= size - left; i++) {
      labels[i] = -1
      place(i + 1, left - 1)
      labels[i] = 1
      if (mirrored && left === first) return // the first run keeps its label: the mirror image says the same
    }
  }
  place(0, first)
  return { exact: true, total: count, others }
}

function drawnSwaps(first: number, second: number, { rng, draws = usualDraws }: Drawing): Arrangements {
  const labels = Int8Array.from({ length: first + second }, (_, i) => (i < first ? -1 : 1))
  const others = Array.from({ length: draws }, () => {
    for (let i = labels.length - 1; i > 0; i--) {
      const j = rng.below(i + 1)
      const kept = labels[i] as number
      labels[i] = labels[j] as number
      labels[j] = kept
    }
    return labels.slice()
  })
  return { exact: false, total: draws + 1, others }
}

function choose(n: number, k: number): number {
  let ways = 1
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i
  return Math.round(ways)
}
