import { seededRng } from '../../core/rng.ts'
import { describe, type Distribution } from '../../stats/distribution.ts'
import { Reservoir } from '../../stats/reservoir.ts'
import { ValueCounts } from '../../stats/value-counts.ts'
import type { SourceRow } from '../sources/request-source.ts'

/** How requests belong together. */
export interface SessionFigures {
  readonly sessions: number
  /** Requests of a session. */
  readonly turns: Distribution
  /** From an answer to the next request, ns; of turns that tell it. */
  readonly thinkNs: Distribution
  /** By how many tokens a prompt is longer than the one before in its session, where it is longer. */
  readonly growthTokens: Distribution
  /** Turns whose prompt is shorter than the one before: history that was cut. */
  readonly shrinkingTurns: number
}

/** Pauses held; of more a sample is. */
const mostPauses = 2 ** 20

/** Adds up sessions; their number is bounded by who makes the rows. */
export class SessionCollector {
  readonly #sessions = new Map<string, { turns: number; inputTokens: number }>()
  readonly #think = new Reservoir(1, mostPauses, seededRng('pauses of sessions'))
  readonly #growth = new ValueCounts()
  #shrinkingTurns = 0

  add({ session, inputTokens }: SourceRow): void {
    if (session === undefined) return
    const known = this.#sessions.get(session.id)
    if (session.thinkNs !== null && session.turn > 0) this.#think.add(session.thinkNs)
    if (known !== undefined && inputTokens < known.inputTokens) this.#shrinkingTurns++
    else if (known !== undefined) this.#growth.add(inputTokens - known.inputTokens)
    if (known === undefined) this.#sessions.set(session.id, { turns: 1, inputTokens })
    else {
      known.turns++
      known.inputTokens = inputTokens
    }
  }

  /** Null where rows belong to no sessions. */
  figures(): SessionFigures | null {
    if (this.#sessions.size === 0) return null
    const turns = new ValueCounts()
    for (const session of this.#sessions.values()) turns.add(session.turns)
    return {
      sessions: this.#sessions.size,
      turns: turns.describe(),
      thinkNs: describe(this.#think.column(0)),
      growthTokens: this.#growth.describe(),
      shrinkingTurns: this.#shrinkingTurns,
    }
  }
}
