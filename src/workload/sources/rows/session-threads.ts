import { fitSegments, type Segment } from '../../prompt/segment.ts'
import type { TraceTurn } from '../formats/trace-row.ts'

/**
 * What the turns of a session share, told by how many tokens of a prompt were in the one before. Where a trace does not tell,
 * a prompt that is at least as long as the one before is taken to begin with all of it (conversations grow), a shorter one to
 * begin anew (its history was cut or summed up).
 */
export interface SessionThreads {
  /** The turn's number (from 0) and what its prompt is made of; null of a session beyond those that are kept. */
  next(turn: TraceTurn, inputTokens: number): { readonly turn: number; readonly segments: readonly Segment[] } | null
}

/** `newStream` gives a stream that no other prompt has; so many sessions are kept at `most`. */
export function sessionThreads(newStream: () => number, most = Infinity): SessionThreads {
  const sessions = new Map<string, { turns: number; inputTokens: number; segments: readonly Segment[] }>()
  return {
    next({ id, sharedTokens }, inputTokens) {
      if (sessions.size >= most && !sessions.has(id)) return null
      const known = sessions.get(id) ?? { turns: 0, inputTokens: 0, segments: [] }
      const grown = inputTokens >= known.inputTokens ? known.inputTokens : 0
      const kept = fitSegments(known.segments, 1, Math.min(sharedTokens ?? grown, inputTokens))
      const keptTokens = kept.reduce((sum, { tokens }) => sum + tokens, 0)
      const segments = extend(kept, known.segments, inputTokens - keptTokens, newStream)
      sessions.set(id, { turns: known.turns + 1, inputTokens, segments })
      return { turn: known.turns, segments }
    },
  }
}

/** A prompt that goes on where the one before ended draws on from its last stream: one segment for a whole conversation. */
function extend(
  kept: readonly Segment[],
  before: readonly Segment[],
  more: number,
  newStream: () => number,
): readonly Segment[] {
  if (more === 0) return kept
  const last = kept.at(-1)
  const isWhole = last !== undefined && kept.length === before.length && before.at(-1)?.tokens === last.tokens
  return isWhole
    ? [...kept.slice(0, -1), { ...last, tokens: last.tokens + more }]
    : [...kept, { stream: newStream(), tokens: more }]
}
