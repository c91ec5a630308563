/**
 * A Prometheus histogram over a slice of shared numbers: one count per bucket, then the sum. One thread writes, any thread
 * reads; a read in mid-write may miss the last value, never more.
 */
export interface Histogram {
  readonly boundsSeconds: readonly number[]
  record(seconds: number): void
  /** Counts per bucket, not cumulative; the last is above all bounds. */
  counts(): readonly number[]
  sumSeconds(): number
}

/** Slots that a histogram of these bounds takes. */
export function histogramSlots(boundsSeconds: readonly number[]): number {
  return boundsSeconds.length + 2
}

/** A histogram over `slots`, which starts as it is found (zeros for a new one). */
export function histogramOver(slots: Float64Array, boundsSeconds: readonly number[]): Histogram {
  const sumSlot = boundsSeconds.length + 1
  return {
    boundsSeconds,
    record(seconds) {
      let bucket = 0
      while (bucket < boundsSeconds.length && seconds > (boundsSeconds[bucket] as number)) bucket++
      slots[bucket] = (slots[bucket] as number) + 1
      slots[sumSlot] = (slots[sumSlot] as number) + seconds
    },
    counts: () => [...slots.subarray(0, sumSlot)],
    sumSeconds: () => slots[sumSlot] as number,
  }
}

/** 100 us to 10 s, for engine steps. */
export const stepBoundsSeconds = [
  1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2, 5e-2, 0.1, 0.25, 0.5, 1, 2.5, 10,
] as const

/** 1 ms to 80 s, for times to first token. */
export const ttftBoundsSeconds = [
  1e-3, 5e-3, 1e-2, 2e-2, 4e-2, 6e-2, 8e-2, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80,
] as const
