import type { RowList } from '../sources/rows/row-list.ts'

/**
 * What an endless prefix cache would save if requests came in order, one after the other: the leading part of each prompt that
 * stands at the beginning of one before. In tokens by the recorded segments; answers are not counted.
 */
export interface SharingFigures {
  /** Tokens found in the cache / all prompt tokens. */
  readonly tokenShare: number
  /** Whole segments found / all segments; segments are the blocks of a trace that has such, else the parts of conversations. */
  readonly segmentShare: number
  /** Requests of which anything was found. */
  readonly hitShare: number
  readonly segments: number
  readonly distinctSegments: number
}

/** A segment after the segments before it: how much of it was seen there, and what followed. */
interface Seen {
  tokens: number
  readonly after: Map<string, Seen>
}

/** Null where rows do not say what they share. */
export function sharingFigures(rows: RowList): SharingFigures | null {
  if (rows.content !== 'segments') return null
  const root: Seen = { tokens: 0, after: new Map() }
  const total = { tokens: 0, found: 0, segments: 0, whole: 0, hits: 0 }
  const distinct = new Set<number>()
  for (const { inputTokens, prompt } of rows) {
    total.tokens += inputTokens
    if (prompt?.kind !== 'segments') continue
    let rest = inputTokens
    let node = root
    let isKnown = true
    const foundBefore = total.found
    for (const { stream, tokens } of prompt.segments) {
      const asked = Math.min(tokens, rest)
      if (asked <= 0) break
      const next = follow(node, stream)
      if (isKnown) total.found += Math.min(asked, next.tokens)
      isKnown &&= next.tokens >= asked
      if (isKnown) total.whole++
      next.tokens = Math.max(next.tokens, asked)
      distinct.add(stream)
      total.segments++
      rest -= asked
      node = follow(next, asked, 'after ')
    }
    if (total.found > foundBefore) total.hits++
  }
  return {
    tokenShare: total.tokens === 0 ? 0 : total.found / total.tokens,
    segmentShare: total.segments === 0 ? 0 : total.whole / total.segments,
    hitShare: rows.length === 0 ? 0 : total.hits / rows.length,
    segments: total.segments,
    distinctSegments: distinct.size,
  }
}

/** What stands after a node: a stream, or the place in one at which the next segment begins. */
function follow(node: Seen, what: number, kind = ''): Seen {
  const key = `${kind}${what}`
  const known = node.after.get(key) ?? { tokens: 0, after: new Map() }
  node.after.set(key, known)
  return known
}
