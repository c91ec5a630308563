import { seededRng } from '../../core/rng.ts'
import { Reservoir } from '../../stats/reservoir.ts'
import type { TraceRow } from '../sources/formats/trace-row.ts'

/** Pauses held, all of them up to so many and a sample of more; sessions told apart, later ones are passed over. */
export interface PauseBounds {
  readonly pauses: number
  readonly sessions: number
}

const usual: PauseBounds = { pauses: 2 ** 20, sessions: 2 ** 20 }

/**
 * Collects how long the sessions of a trace paused before each turn but their first, in a memory that does not grow with the trace
 * past a million of each; `notes` tell what that left out.
 */
export class RecordedPauses {
  readonly #bounds: PauseBounds
  readonly #held: Reservoir
  readonly #sessions = new Set<string>()
  readonly #mostNs: number
  #beyond = 0

  constructor(maxNs: number | null, bounds = usual) {
    this.#bounds = bounds
    this.#mostNs = maxNs ?? Infinity
    this.#held = new Reservoir(1, bounds.pauses, seededRng('recorded pauses'))
  }

  add({ session }: TraceRow): void {
    if (session === undefined) return
    const isFirst = !this.#sessions.has(session.id)
    if (isFirst && this.#sessions.size >= this.#bounds.sessions) this.#beyond++
    else if (isFirst) this.#sessions.add(session.id)
    else if (session.thinkNs !== null) this.#held.add(Math.min(this.#mostNs, session.thinkNs))
  }

  /** ns, rising. */
  sorted(): Float64Array {
    return this.#held.column(0).slice().sort()
  }

  notes(): string[] {
    const { pauses, sessions } = this.#bounds
    return [
      ...(this.#held.isSample ? [`pauses are those of ${pauses} turns, picked at random`] : []),
      ...(this.#beyond > 0 ? [`pauses are those of the first ${sessions} sessions`] : []),
    ]
  }
}
