import { nsToS } from '../../../core/units.ts'
import type { Rates } from './rate-table.ts'

/** More spans than this are no rates over time: the times have another unit, or a slip in them. */
const mostSpans = 5_000_000

/**
 * Counts arrivals in spans of `everyNs` that begin at `fromNs`, one after the other in any order: one number for each span is held, so that
 * a trace of any length can be counted.
 */
export class RateCounter {
  /** Arrivals before `fromNs`, which are not counted, and the first of them. */
  early = 0
  earliestNs: number
  readonly #everyNs: number
  readonly #fromNs: number
  readonly #counts: number[] = []
  #lastNs: number

  constructor(everyNs: number, fromNs: number) {
    this.#everyNs = everyNs
    this.#fromNs = fromNs
    this.earliestNs = fromNs
    this.#lastNs = fromNs
  }

  add(timeNs: number): void {
    if (timeNs < this.#fromNs) {
      this.early++
      this.earliestNs = Math.min(this.earliestNs, timeNs)
      return
    }
    const span = Math.floor((timeNs - this.#fromNs) / this.#everyNs)
    if (span >= mostSpans) throw new RangeError(`more than ${mostSpans} spans of ${nsToS(this.#everyNs)} s`)
    while (this.#counts.length <= span) this.#counts.push(0)
    this.#counts[span] = (this.#counts[span] as number) + 1
    this.#lastNs = Math.max(this.#lastNs, timeNs)
  }

  /**
   * The rates of what was counted. The last span ends with the last arrival, so that they add up to as many requests as there were; null
   * where all came at once.
   */
  rates(): Rates | null {
    const [counts, everyNs, lastNs] = [[...this.#counts], this.#everyNs, this.#lastNs - this.#fromNs]
    if (lastNs === 0) return null
    const restNs = lastNs - everyNs * (counts.length - 1)
    // An arrival on the end of a whole span belongs to that span.
    if (restNs === 0) counts.splice(-2, 2, (counts.at(-2) as number) + (counts.at(-1) as number))
    const endNs = restNs === 0 ? everyNs : restNs
    return counts.map((count, i) => {
      const durationNs = i + 1 < counts.length ? everyNs : endNs
      return [durationNs, count / nsToS(durationNs)] as const
    })
  }
}
