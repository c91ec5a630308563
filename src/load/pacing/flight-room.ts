/**
 * How many requests may be under way at once. What finds no room waits its turn, in the order in which it was due, and is counted: a
 * limit that held requests back has changed when they reached the target.
 */
export class FlightRoom {
  /** Measured requests that had to wait, and the longest such wait from when they were due, ns. */
  held = 0
  longestNs = 0
  readonly #halt: AbortSignal
  readonly #turns: ((isRoom: boolean) => void)[] = []
  #left: number

  constructor(most: number, halt: AbortSignal) {
    this.#left = most
    this.#halt = halt
    halt.addEventListener('abort', () => this.#dismiss(), { once: true })
  }

  /** Takes a place at once, if one is free and nobody waits for it. */
  take(): boolean {
    if (this.#left <= 0) return false
    this.#left--
    return true
  }

  /** Waits for a place and takes it; false: the run is to end. */
  turn(): Promise<boolean> {
    return this.#halt.aborted ? Promise.resolve(false) : new Promise((resolve) => this.#turns.push(resolve))
  }

  /** A measured request that found no room is sent now, so long after it was due. */
  noteHeld(ns: number): void {
    this.held++
    this.longestNs = Math.max(this.longestNs, ns)
  }

  /** A place is free again; who waits longest gets it. */
  give(): void {
    const next = this.#turns.shift()
    if (next === undefined) this.#left++
    else next(true)
  }

  #dismiss(): void {
    for (const turn of this.#turns.splice(0)) turn(false)
  }
}
