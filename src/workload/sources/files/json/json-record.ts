import { isMapping } from '../../../file/fault.ts'
import { surveyJson } from './json-survey.ts'
import { RowFault } from '../row-fault.ts'
import { placeIn, type RecordValues, type SourceRecord } from '../source-record.ts'

const shape = 'a JSON object'

/** A record that is a JSON object, with the place of its first character. */
export class JsonRecord implements SourceRecord {
  readonly #text: string
  readonly #line: number
  readonly #column: number

  constructor(text: string, line: number, column: number) {
    this.#text = text
    this.#line = line
    this.#column = column
  }

  read(): RecordValues {
    let value: unknown
    try {
      value = JSON.parse(this.#text)
    } catch {
      const offset = surveyJson(this.#text).faultAt ?? 0
      const rest = this.#text.slice(offset, offset + 40)
      throw new RowFault([], shape, rest === '' ? 'a text that ends in the middle' : rest, offset)
    }
    if (!isMapping(value)) throw new RowFault([], shape, value)
    return value
  }

  place(fault: RowFault): string {
    const offset = fault.offset ?? surveyJson(this.#text, fault.path).valueAt ?? 0
    return placeIn(this.#text, offset, this.#line, this.#column)
  }
}
