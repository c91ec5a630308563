import type { Histogram } from './histogram.ts'
import { histogramOver, histogramSlots, ttftBoundsSeconds } from './histogram.ts'

/**
 * How a generation request ended: `stop` and `length` as told to the client; `abort`: the client left; `refused`: asked for
 * something impossible or met a full queue; `error`: the engine failed.
 */
export const requestOutcomes = ['stop', 'length', 'abort', 'refused', 'error'] as const
export type RequestOutcome = (typeof requestOutcomes)[number]

/** What the HTTP thread counts. */
export interface RequestCounters {
  count(outcome: RequestOutcome): void
  total(outcome: RequestOutcome): number
  /** From the request's last byte read to its first token handed to the socket. */
  readonly ttftSeconds: Histogram
}

/** Counters at zero. */
export function createRequestCounters(): RequestCounters {
  const totals = new Map<RequestOutcome, number>()
  const total = (outcome: RequestOutcome) => totals.get(outcome) ?? 0
  return {
    count(outcome) {
      totals.set(outcome, total(outcome) + 1)
    },
    total,
    ttftSeconds: histogramOver(new Float64Array(histogramSlots(ttftBoundsSeconds)), ttftBoundsSeconds),
  }
}
