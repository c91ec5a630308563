import { showValue } from '../../file/fault.ts'

/**
 * One thing wrong with one record of a trace: thrown by what reads the record, placed (line, column) by who knows where the
 * record stands, and either counted or turned into an InfbenchError there. Never leaves the sources.
 */
export class RowFault extends Error {
  /** Keys down to the offending value; empty: the record as a whole. */
  readonly path: readonly (string | number)[]
  /** Where in the record's text the fault was seen; null: at the value that `path` leads to. */
  readonly offset: number | null
  readonly #facts: readonly [expected: string, got: unknown]

  constructor(path: readonly (string | number)[], expected: string, got: unknown, offset: number | null = null) {
    super(`expected ${expected}, got ${showValue(got)}`)
    this.#facts = [expected, got]
    this.path = path
    this.offset = offset
  }

  /** The same fault of a record in which this one's is only a part, at `path`. */
  below(path: readonly (string | number)[]): RowFault {
    return new RowFault([...path, ...this.path], ...this.#facts, this.offset)
  }
}
