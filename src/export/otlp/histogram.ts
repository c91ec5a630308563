/** Counts of values between bounds, with their sum, least and most: what OTLP calls a histogram data point. */
export interface Histogram {
  add(value: number): void
  readonly point: () => {
    readonly count: string
    readonly sum: number
    readonly min?: number
    readonly max?: number
    readonly bucketCounts: readonly string[]
    readonly explicitBounds: readonly number[]
  }
}

/** Bucket i holds values above bound i - 1 and up to bound i; the last one all above the last bound. Ascending bounds. */
export function histogram(bounds: readonly number[]): Histogram {
  const counts = new Float64Array(bounds.length + 1)
  let sum = 0
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  return {
    add(value) {
      const place = bounds.findIndex((bound) => value <= bound)
      const bucket = place < 0 ? bounds.length : place
      counts[bucket] = (counts[bucket] as number) + 1
      sum += value
      min = Math.min(min, value)
      max = Math.max(max, value)
    },
    point() {
      const count = counts.reduce((total, n) => total + n, 0)
      const ends = count === 0 ? {} : { min, max }
      return { count: String(count), sum, ...ends, bucketCounts: Array.from(counts, String), explicitBounds: bounds }
    },
  }
}
