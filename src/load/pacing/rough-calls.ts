import type { Clock } from '../../core/clock.ts'
import { nsToMs } from '../../core/units.ts'

/** Calls of timers of the event loop, a millisecond or so late each, and calls at the abort of signals. */
export class RoughCalls {
  readonly #clock: Clock
  readonly #timers = new Set<NodeJS.Timeout>()
  /** One listener for each signal: adding one is a linear search in Node. */
  readonly #halts = new WeakMap<AbortSignal, Set<() => void>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Runs `run` within some milliseconds of `at`, before it or after. */
  callAbout(at: number, run: () => void): void {
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer)
        run()
      },
      nsToMs(Math.max(0, at - this.#clock.nowNs())),
    )
    this.#timers.add(timer)
  }

  /** As `callAbout`, but never before `at`. */
  callAfter(at: number, run: () => void): void {
    this.callAbout(at, () => {
      if (this.#clock.nowNs() < at) this.callAfter(at, run)
      else run()
    })
  }

  /** Runs `run` when `halt` aborts, unless the function that it returns was called before. Costs the same however many wait. */
  onHalt(halt: AbortSignal, run: () => void): () => void {
    const waiting = this.#halts.get(halt) ?? this.#listen(halt)
    waiting.add(run)
    return () => waiting.delete(run)
  }

  /** Forgets what timers were to call. */
  clear(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }

  #listen(halt: AbortSignal): Set<() => void> {
    const waiting = new Set<() => void>()
    this.#halts.set(halt, waiting)
    halt.addEventListener('abort', () => {
      for (const run of [...waiting]) run()
      waiting.clear()
    })
    return waiting
  }
}
