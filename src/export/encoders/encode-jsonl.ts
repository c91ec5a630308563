import type { Table } from '../tables/column.ts'

const chunkLength = 65_536

/** One JSON object a line, its keys the column names in their order; unknown is null. */
export function encodeJsonl<T>({ columns }: Table<T>, items: Iterable<T>): Generator<string> {
  return encodeJsonLines(items, (item) => Object.fromEntries(columns.map(({ name, of }) => [name, of(item)])))
}

/** Each item as one line of JSON, as `toValue` gives it. */
export function* encodeJsonLines<T>(items: Iterable<T>, toValue: (item: T) => unknown): Generator<string> {
  let chunk = ''
  for (const item of items) {
    chunk += `${JSON.stringify(toValue(item))}\n`
    if (chunk.length < chunkLength) continue
    yield chunk
    chunk = ''
  }
  if (chunk !== '') yield chunk
}
