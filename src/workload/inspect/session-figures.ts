import { describe, type Distribution } from '../../stats/distribution.ts'
import { numberList } from '../../stats/number-list.ts'
import type { RowList } from '../sources/rows/row-list.ts'

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

/** Null where rows belong to no sessions. */
export function sessionFigures(rows: RowList): SessionFigures | null {
  const sessions = new Map<string, { turns: number; inputTokens: number }>()
  const [think, growth] = [numberList(), numberList()]
  let shrinkingTurns = 0
  for (const { session, inputTokens } of rows) {
    if (session === undefined) continue
    const known = sessions.get(session.id)
    if (session.thinkNs !== null && session.turn > 0) think.push(session.thinkNs)
    if (known !== undefined && inputTokens < known.inputTokens) shrinkingTurns++
    else if (known !== undefined) growth.push(inputTokens - known.inputTokens)
    sessions.set(session.id, { turns: (known?.turns ?? 0) + 1, inputTokens })
  }
  if (sessions.size === 0) return null
  return {
    sessions: sessions.size,
    turns: describe(Array.from(sessions.values(), ({ turns }) => turns)),
    thinkNs: describe(think.values()),
    growthTokens: describe(growth.values()),
    shrinkingTurns,
  }
}
