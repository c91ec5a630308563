/**
 * Gaps between the tokens of one answer. Events that came out of one socket read share one arrival time, so they are one
 * arrival: counting them apart would report gaps of 0 that nobody could have seen.
 *
 * An arrival with k tokens, a gap g after the arrival before it, gives k token gaps of g / k (DESIGN section 3). The first
 * arrival gives none: no gap is known for its tokens, however many it carries, and TPOT leaves them out of its divisor for the
 * same reason. An arrival that completes no token (half a character) gives none either; its time goes into the next gap.
 */
import type { RequestRecord, TokenEvents } from '../core/request-record.ts'

/** One moment at which text arrived: when (ns since run start), the time since the one before it, the tokens it brought. */
export interface Arrival {
  readonly at: number
  readonly gapNs: number | null
  readonly tokens: number
}

/** Arrivals in order; the first has no gap. */
export function* arrivals(events: TokenEvents): Generator<Arrival> {
  let previous: number | null = null
  for (let i = 0; i < events.at.length; ) {
    const at = events.at[i] as number
    let tokens = 0
    for (; i < events.at.length && events.at[i] === at; i++) tokens += events.tokens[i] as number
    yield { at, gapNs: previous === null ? null : at - previous, tokens }
    previous = at
  }
}

/** Tokens that waited together: `tokens` gaps of ns / tokens, ended at `at` (ns since run start). */
export interface SharedGap {
  readonly at: number
  readonly ns: number
  readonly tokens: number
}

/** Time before the tokens after the first arrival: k gaps of g / k for an arrival of k tokens, told once. */
export function* interTokenNs(record: RequestRecord): Generator<SharedGap> {
  let waitedNs = 0
  for (const { at, gapNs, tokens } of arrivals(record.events)) {
    if (gapNs === null) continue
    waitedNs += gapNs
    if (tokens === 0) continue
    yield { at, ns: waitedNs, tokens }
    waitedNs = 0
  }
}

/** Time between arrivals of text, ns, whatever each brought: what a reader sees stutter. */
export function* interChunkNs(record: RequestRecord): Generator<SharedGap> {
  for (const { at, gapNs } of arrivals(record.events)) if (gapNs !== null) yield { at, ns: gapNs, tokens: 1 }
}

/** Tokens of the first arrival; 0 where no event was seen. */
export function firstArrivalTokens(events: TokenEvents): number {
  for (const { tokens } of arrivals(events)) return tokens
  return 0
}

/** The longest wait for a token after the first arrival, ns; null where no later token came. */
export function longestTokenGapNs(record: RequestRecord): number | null {
  let longest: number | null = null
  for (const { ns, tokens } of interTokenNs(record)) {
    if (longest === null || ns / tokens > longest) longest = ns / tokens
  }
  return longest
}
