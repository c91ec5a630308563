import type { Segment } from '../../prompt/segment.ts'
import type { TraceRow } from '../formats/trace-row.ts'

/** Different blocks that can be told apart: more do not fit in one Map. */
export const mostBlocks = 16_000_000

/** Gives the parts of prompts their streams: parts of the same stream are the same text. */
export class BlockStreams {
  readonly #blocks = new Map<number | string, number>()
  readonly #most: number
  #used = 0

  constructor(most = mostBlocks) {
    this.#most = most
  }

  /** A stream that no other prompt has. */
  newStream(): number {
    return this.#used++
  }

  /** A row's blocks as segments: the stream of each id is its own. Null where there are more different ids than can be held. */
  ofBlocks({ ids, blockTokens }: NonNullable<TraceRow['blocks']>): Segment[] | null {
    const segments: Segment[] = []
    for (const [i, id] of ids.entries()) {
      const known = this.#blocks.get(id)
      if (known === undefined && this.#blocks.size >= this.#most) return null
      const stream = known ?? this.newStream()
      if (known === undefined) this.#blocks.set(id, stream)
      segments.push({ stream, tokens: typeof blockTokens === 'number' ? blockTokens : (blockTokens[i] as number) })
    }
    return segments
  }
}
