import { type Drawing, mostListedPairs, usualDraws } from './arrangements.ts'

/**
 * The signs that paired differences may have if nothing differs: each pair's is a fair coin's. The pattern seen and its mirror image say the
 * same of a two-sided statistic, so of every two that are each other's opposite one is listed. Up to 14 pairs all are; beyond, they are drawn,
 * and the coin of a pair depends on the seed and the place of the pair alone: more pairs carry the same patterns on, as successive looks need.
 */
export interface SignFlips {
  /** All there are; false: drawn at random. */
  readonly exact: boolean
  /** Patterns of which p-values are shares, the one seen among them. */
  readonly total: number
  /** How many signs each of the others flips. */
  readonly counts: Float64Array
  /** For each of the others, the sum of the differences whose sign it flips; pairs that are not given add nothing. */
  sums(differences: ArrayLike<number>): Float64Array
}

/** Signs of `pairs` differences. */
export function signFlips(pairs: number, drawing: Drawing): SignFlips {
  return pairs <= mostListedPairs ? listedFlips(pairs) : drawnFlips(pairs, drawing)
}

/** Bit k of a pattern's number flips pair k; a sum is that of the pattern without its lowest bit, and one addition. */
function listedFlips(pairs: number): SignFlips {
  const total = 2 ** Math.max(0, pairs - 1)
  const sums = (differences: ArrayLike<number>): Float64Array => {
    const sum = new Float64Array(total)
    for (let pattern = 1; pattern < total; pattern++) {
      const rest = pattern & (pattern - 1)
      const lowest = 31 - Math.clz32(pattern ^ rest)
      sum[pattern] = (sum[rest] as number) + (differences[lowest] ?? 0)
    }
    return sum.subarray(1)
  }
  return { exact: true, total, counts: sums(Array<number>(pairs).fill(1)), sums }
}

function drawnFlips(pairs: number, { rng, draws = usualDraws }: Drawing): SignFlips {
  const coins = Array.from({ length: pairs }, (_, k) => {
    const coin = rng.fork(`pair ${k}`)
    return Uint8Array.from({ length: draws }, () => coin.bits32() >>> 31)
  })
  const sums = (differences: ArrayLike<number>): Float64Array => {
    const sum = new Float64Array(draws)
    for (const [k, flips] of coins.entries()) {
      const difference = differences[k] ?? 0
      for (let r = 0; r < draws; r++) if (flips[r] === 1) sum[r] = (sum[r] as number) + difference
    }
    return sum
  }
  return { exact: false, total: draws + 1, counts: sums(Array<number>(pairs).fill(1)), sums }
}
