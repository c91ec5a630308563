import type { Quota } from '../sessions/quota.ts'
import type { FlightCount } from '../pacing/flight-count.ts'

/** Memory of the counts that all workers of a run keep together. */
export const sharedCountsBytes = 4 * Int32Array.BYTES_PER_ELEMENT

const sentWord = 0
const underWayWord = 1
const mostWord = 2
const takenWord = 3

const wordsOf = (memory: SharedArrayBuffer) => new Int32Array(memory, 0, 4)

/** The requests under way of all workers together, and how many there were at most at any one moment. */
export class SharedFlight implements FlightCount {
  readonly #words: Int32Array

  constructor(memory: SharedArrayBuffer) {
    this.#words = wordsOf(memory)
  }

  get sent(): number {
    return Atomics.load(this.#words, sentWord)
  }

  get underWay(): number {
    return Atomics.load(this.#words, underWayWord)
  }

  get most(): number {
    return Atomics.load(this.#words, mostWord)
  }

  begin(): void {
    Atomics.add(this.#words, sentWord, 1)
    const now = Atomics.add(this.#words, underWayWord, 1) + 1
    for (let most = this.most; now > most; ) {
      const found = Atomics.compareExchange(this.#words, mostWord, most, now)
      if (found === most) return
      most = found
    }
  }

  end(): void {
    Atomics.sub(this.#words, underWayWord, 1)
  }

  withdraw(): void {
    Atomics.sub(this.#words, sentWord, 1)
    this.end()
  }
}

/** Measured calls of sessions, whichever worker sends them. `tellFull`: the last one was taken here. */
export class SharedQuota implements Quota {
  readonly #words: Int32Array
  readonly #most: number
  readonly #tellFull: () => void
  #hear: () => void = () => {}

  constructor(memory: SharedArrayBuffer, most: number | null, tellFull: () => void) {
    this.#words = wordsOf(memory)
    this.#most = most ?? Infinity
    this.#tellFull = tellFull
  }

  get isFull(): boolean {
    return Atomics.load(this.#words, takenWord) >= this.#most
  }

  take(): boolean {
    for (;;) {
      const taken = Atomics.load(this.#words, takenWord)
      if (taken >= this.#most) return false
      if (Atomics.compareExchange(this.#words, takenWord, taken, taken + 1) !== taken) continue
      if (taken + 1 === this.#most) this.#tellFull()
      return true
    }
  }

  onFull(hear: () => void): void {
    this.#hear = hear
  }

  /** Another worker took the last one. */
  wasFilled(): void {
    this.#hear()
  }
}
