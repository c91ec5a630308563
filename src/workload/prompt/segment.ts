/**
 * A part of a prompt: the first `tokens` of an endless stream of words. Two prompts begin alike as far as their first segments
 * are the same streams, which is how recorded prefix sharing is made again without the recorded text.
 */
export interface Segment {
  readonly stream: number
  readonly tokens: number
}

/**
 * Segments of a prompt whose lengths are multiplied by `factor` and that then ends after `tokens`. Bounds between segments are
 * rounded by their place alone, so that prompts that shared n segments share them still.
 */
export function fitSegments(segments: readonly Segment[], factor: number, tokens: number): readonly Segment[] {
  const fitted: Segment[] = []
  let recorded = 0
  let placed = 0
  for (const segment of segments) {
    recorded += segment.tokens
    const end = Math.min(tokens, factor === 1 ? recorded : Math.floor(recorded * factor))
    if (end > placed) fitted.push({ stream: segment.stream, tokens: end - placed })
    placed = Math.max(placed, end)
  }
  return fitted
}

/** Tokens of all segments. */
export const segmentTokens = (segments: readonly Segment[]): number =>
  segments.reduce((sum, { tokens }) => sum + tokens, 0)
