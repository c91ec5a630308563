import { csvFields, csvTexts, delimiterOf, isOpenQuoted } from './csv-fields.ts'
import { RowFault } from './row-fault.ts'
import { placeIn, type RecordSplitter, type RecordValues, type SourceRecord } from './source-record.ts'

/**
 * CSV with a comma, a semicolon or a tab between fields. The first row is the header unless one of its fields is a number: then
 * there is none, and the fields are named by their places: 0, 1, 2.
 */
export function csvRecords(): RecordSplitter {
  let header: Header | null = null
  let rest = ''
  let line = 0
  const record = (text: string, first: number): SourceRecord[] => {
    if (text.trim() === '') return []
    if (header !== null) return [new CsvRecord(text, first, header)]
    const delimiter = delimiterOf(text)
    const fields = csvTexts(text, delimiter)
    const isData = fields.some((field) => field !== '' && Number.isFinite(Number(field)))
    const names = isData ? fields.map((_, i) => String(i)) : fields
    header = { names, delimiter, twice: names.find((name, i) => name !== '' && names.indexOf(name) < i) ?? null }
    return isData ? [new CsvRecord(text, first, header)] : []
  }
  const cut = (text: string, isLast: boolean) => {
    const records: SourceRecord[] = []
    let start = 0
    let lines = 0
    for (let end = text.indexOf('\n'); start < text.length; end = text.indexOf('\n', end + 1)) {
      if (end < 0 && !isLast) break
      lines++
      const row = end < 0 ? text.slice(start) : text.slice(start, text[end - 1] === '\r' ? end - 1 : end)
      if (end >= 0 && isOpenQuoted(row)) continue
      records.push(...record(row, line + 1))
      line += lines
      lines = 0
      if (end < 0) return records
      start = end + 1
    }
    rest = text.slice(start)
    return records
  }
  return { push: (text) => cut(rest + text, false), end: () => cut(rest, true) }
}

interface Header {
  readonly names: readonly string[]
  readonly delimiter: string
  /** A name that two columns have; null: none. */
  readonly twice: string | null
}

class CsvRecord implements SourceRecord {
  readonly #text: string
  readonly #line: number
  readonly #header: Header

  constructor(text: string, line: number, header: Header) {
    this.#text = text
    this.#line = line
    this.#header = header
  }

  read(): RecordValues {
    const { names, delimiter, twice } = this.#header
    if (twice !== null) throw new RowFault([], 'a header that names each column once', `${twice} twice`, 0)
    const fields = csvTexts(this.#text, delimiter)
    if (fields.length !== names.length) throw this.#miscounted(fields.length)
    const values: Record<string, unknown> = {}
    for (let i = 0; i < fields.length; i++) values[names[i] as string] = fields[i]
    return values
  }

  place(fault: RowFault): string {
    const index = this.#header.names.indexOf(String(fault.path[0]))
    const field = csvFields(this.#text, this.#header.delimiter)[index]
    return placeIn(this.#text, fault.offset ?? field?.at ?? 0, this.#line, 1)
  }

  #miscounted(got: number): RowFault {
    const { names, delimiter } = this.#header
    const surplus = csvFields(this.#text, delimiter)[names.length]
    const offset = surplus === undefined ? this.#text.length : surplus.at
    return new RowFault([], `${names.length} fields (${names.join(delimiter)})`, got, offset)
  }
}
