import { numberList } from '../../../stats/number-list.ts'
import type { Segment } from '../../prompt/segment.ts'
import type { SegmentColumns } from './row-list.ts'

/** Collects what prompts are made of; rows that have no segments cost nothing until one has. */
export class SegmentBuilder {
  readonly #ends = numberList()
  readonly #streams = numberList()
  readonly #tokens = numberList()

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
