import type { Distribution } from '../../stats/distribution.ts'
import type { ValueCounts } from '../../stats/value-counts.ts'

/** How long prompts or answers are. */
export interface LengthFigures extends Distribution {
  /** By powers of two: [2^k, 2^(k+1)) tokens, without the empty ones at both ends. */
  readonly bins: readonly { readonly fromTokens: number; readonly toTokens: number; readonly count: number }[]
}

/** The figures of lengths of at least one token. */
export function lengthFigures(tokens: ValueCounts): LengthFigures {
  const counts: number[] = []
  for (const [value, count] of tokens.entries()) {
    const power = Math.floor(Math.log2(Math.max(1, value)))
    counts[power] = (counts[power] ?? 0) + count
  }
  const first = Math.max(
    0,
    counts.findIndex((count) => count > 0),
  )
  const bins = Array.from({ length: Math.max(0, counts.length - first) }, (_, i) => ({
    fromTokens: 2 ** (first + i),
    toTokens: 2 ** (first + i + 1) - 1,
    count: counts[first + i] ?? 0,
  }))
  return { ...tokens.describe(), bins }
}
