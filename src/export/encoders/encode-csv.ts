import type { Cell, Table } from '../tables/column.ts'

/** About so many characters are handed on at a time. */
const chunkLength = 65_536

/**
 * RFC 4180 with a header of column names; unknown is an empty field, empty text is `""`. Text that a spreadsheet would run as a
 * formula begins with `'`, and NUL, which many readers take for the end, is U+FFFD; the other formats keep both as they are.
 */
export function* encodeCsv<T>({ columns }: Table<T>, items: Iterable<T>): Generator<string> {
  let chunk = `${columns.map(({ name }) => name).join(',')}\r\n`
  for (const item of items) {
    let separator = ''
    for (const { of } of columns) {
      chunk += separator + field(of(item))
      separator = ','
    }
    chunk += '\r\n'
    if (chunk.length < chunkLength) continue
    yield chunk
    chunk = ''
  }
  if (chunk !== '') yield chunk
}

function field(value: Cell): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const safe = (/^[=+\-@\t\r]/.test(value) ? `'${value}` : value).replaceAll('\0', '\uFFFD')
  return safe === '' || /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
