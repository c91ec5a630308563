import { InfbenchError } from '../../../core/errors.ts'
import { numberList } from '../../../stats/number-list.ts'
import type { Segment } from '../../prompt/segment.ts'
import type { TraceRow } from '../formats/trace-row.ts'
import type { SegmentColumns } from './row-list.ts'

/** Different blocks that can be told apart: more do not fit in one Map. */
const mostBlocks = 16_000_000

/** Collects what prompts are made of; rows that have no segments cost nothing until one has. */
export class SegmentBuilder {
  readonly #ends = numberList()
  readonly #streams = numberList()
  readonly #tokens = numberList()
  readonly #blocks = new Map<number | string, number>()
  #used = 0

  /** A stream that no other prompt has. */
  newStream(): number {
    return this.#used++
  }

  /** The segments of row `index`, which is larger than that of any row before. */
  add(index: number, segments: readonly Segment[]): void {
    if (segments.length === 0) return
    this.#close(index)
    for (const { stream, tokens } of segments) {
      this.#streams.push(stream)
      this.#tokens.push(tokens)
    }
    this.#close(index + 1)
  }

  /** A row's blocks as segments: the stream of each id is its own. */
  ofBlocks({ ids, blockTokens }: NonNullable<TraceRow['blocks']>, index: number): Segment[] {
    return ids.map((id, i) => {
      const known = this.#blocks.get(id)
      if (known === undefined && this.#blocks.size >= mostBlocks) throw tooManyBlocks(index)
      const stream = known ?? this.newStream()
      if (known === undefined) this.#blocks.set(id, stream)
      return { stream, tokens: typeof blockTokens === 'number' ? blockTokens : (blockTokens[i] as number) }
    })
  }

  /** Columns of `rows` rows; null where none has a segment. */
  columns(rows: number): SegmentColumns | null {
    if (this.#streams.length === 0) return null
    this.#close(rows)
    return { ends: this.#ends.values(), streams: this.#streams.values(), tokens: this.#tokens.values() }
  }

  /** Ends the rows before `index` that have not ended yet. */
  #close(index: number): void {
    while (this.#ends.length < index) this.#ends.push(this.#streams.length)
  }
}

const tooManyBlocks = (rows: number) =>
  new InfbenchError('source.unreadable', {
    message: `expected a trace of at most ${mostBlocks} different prefix blocks, got more in its first ${rows} rows`,
    hint: `set take: ${rows} beside trace, or less, or sharing: false`,
  })
