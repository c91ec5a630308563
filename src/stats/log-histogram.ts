/**
 * Counts of values in buckets that widen with the values: 512 to each power of two, so that a percentile is read with an error of at
 * most 0.1 %. For what is shown while a run goes on and for telemetry; results come from raw values (`percentile.ts`).
 */
const bucketsPerDoubling = 512

export interface LogHistogram {
  /** Adds a value; below 1 counts as 1. */
  add(value: number): void
  /** The middle of the bucket that holds the percentile at `share` (0..1), or the exact largest value at 1; null without values. */
  at(share: number): number | null
  reset(): void
}

/** An empty histogram of values from 1 up to `largest`; larger ones count as that. */
export function logHistogram(largest: number): LogHistogram {
  const counts = new Uint32Array(bucketOf(largest) + 1)
  let total = 0
  let most = 0
  return {
    add(value) {
      const kept = Math.min(Math.max(1, value), largest)
      const bucket = bucketOf(kept)
      counts[bucket] = (counts[bucket] as number) + 1
      total++
      most = Math.max(most, kept)
    },
    at(share) {
      if (total === 0) return null
      if (share >= 1) return most
      let left = Math.max(1, Math.ceil(share * total))
      let bucket = 0
      for (; bucket < counts.length - 1; bucket++) {
        left -= counts[bucket] as number
        if (left <= 0) break
      }
      return Math.min(most, 2 ** ((bucket + 0.5) / bucketsPerDoubling))
    },
    reset() {
      counts.fill(0)
      total = 0
      most = 0
    },
  }
}

const bucketOf = (value: number) => Math.floor(Math.log2(value) * bucketsPerDoubling)
