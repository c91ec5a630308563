/**
 * Gaps between the tokens of one answer. Events that came out of one socket read share one arrival time, so they are one
 * arrival: counting them apart would report gaps of 0 that nobody could have seen.
 *
 * An arrival with k tokens, a gap g after the arrival before it, gives k token gaps of g / k (DESIGN section 3). The first
 * arrival gives none: no gap is known for its tokens, however many it carries, and TPOT leaves them out of its divisor for the
 * same reason. An arrival that completes no token (half a character) gives none either; its time goes into the next gap.
 */
import type { TokenEvents } from '../core/request-record.ts'

/**
 * Told of tokens that waited together: `tokens` gaps of ns / tokens, ended at `at` (ns since run start). A run has millions of them: they are
 * told one by one, and nothing is made for each.
 */
export type GapVisitor = (ns: number, tokens: number, at: number) => void

/** Time before the tokens after the first arrival: k gaps of g / k for an arrival of k tokens, told once. */
export function eachTokenGap({ at: instants, tokens: counts }: TokenEvents, visit: GapVisitor): void {
  let waitedNs = 0
  let previous: number | null = null
  for (let i = 0; i < instants.length; ) {
    const at = instants[i] as number
    let tokens = 0
    for (; i < instants.length && instants[i] === at; i++) tokens += counts[i] as number
    if (previous !== null) {
      waitedNs += at - previous
      if (tokens > 0) {
        visit(waitedNs, tokens, at)
        waitedNs = 0
      }
    }
    previous = at
  }
}

/** Time between arrivals of text, ns, and the tokens that each brought, none included: what a reader sees stutter. */
export function eachChunkGap({ at: instants, tokens: counts }: TokenEvents, visit: GapVisitor): void {
  let previous: number | null = null
  for (let i = 0; i < instants.length; ) {
    const at = instants[i] as number
    let tokens = 0
    for (; i < instants.length && instants[i] === at; i++) tokens += counts[i] as number
    if (previous !== null) visit(at - previous, tokens, at)
    previous = at
  }
}

/** Tokens of the first arrival; 0 where no event was seen. */
export function firstArrivalTokens({ at, tokens }: TokenEvents): number {
  let sum = 0
  for (let i = 0; i < at.length && at[i] === at[0]; i++) sum += tokens[i] as number
  return sum
}

/** The longest wait for a token after the first arrival, ns; null where no later token came. */
export function longestTokenGapNs(events: TokenEvents): number | null {
  let longest: number | null = null
  eachTokenGap(events, (ns, tokens) => {
    if (longest === null || ns / tokens > longest) longest = ns / tokens
  })
  return longest
}
