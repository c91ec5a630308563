/**
 * A table as Parquet, row group by row group: no more than one group's values and its encoded bytes are in memory, whatever the
 * table's length. Columns are OPTIONAL, text UTF-8, integers INT64, instants TIMESTAMP_MILLIS (UTC), compressed with Snappy. Units and meanings
 * stand in the file's key-value metadata, `infbench.columns`.
 */
import type { SchemaElement } from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import type { Cell, Column, Table } from '../tables/column.ts'

/** Large enough that a column's dictionary pays, small enough that a group of the widest table takes some 30 MB. */
const defaultGroupRows = 65_536

const typeOf: Readonly<Record<Column<never>['type'], Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  instant: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
}

/** Bytes of the file, in order; the magic number comes first, the footer last. */
export function* encodeParquet<T>(
  table: Table<T>,
  items: Iterable<T>,
  groupRows = defaultGroupRows,
): Generator<Uint8Array> {
  const bytes = new ByteWriter()
  const writer = new ParquetWriter({ writer: bytes, schema: schemaOf(table), ...describe(table) })
  for (const group of groupsOf(items, groupRows)) {
    void writer.write({ columnData: columnData(table, group), rowGroupSize: group.length })
    yield taken(bytes)
  }
  void writer.finish()
  yield taken(bytes)
}

function schemaOf<T>({ columns }: Table<T>): SchemaElement[] {
  const leaves = columns.map(({ name, type }) => ({ name, ...typeOf[type], repetition_type: 'OPTIONAL' as const }))
  return [{ name: 'root', num_children: columns.length }, ...leaves]
}

function describe<T>({ name, columns }: Table<T>) {
  const about = columns.map((column) => ({ name: column.name, unit: column.unit, meaning: column.meaning }))
  return {
    createdBy: 'infbench',
    kvMetadata: [
      { key: 'infbench.table', value: name },
      { key: 'infbench.columns', value: JSON.stringify(about) },
    ],
  }
}

function* groupsOf<T>(items: Iterable<T>, rows: number): Generator<T[]> {
  let group: T[] = []
  for (const item of items) {
    group.push(item)
    if (group.length < rows) continue
    yield group
    group = []
  }
  if (group.length > 0) yield group
}

function columnData<T>({ columns }: Table<T>, group: readonly T[]) {
  return columns.map(({ name, type, of }) => ({ name, data: group.map((item) => stored(type, of(item))) }))
}

function stored(type: Column<never>['type'], value: Cell) {
  if (value === null) return null
  if (type === 'integer') return BigInt(value as number)
  return type === 'instant' ? new Date(value as string) : value
}

/** What the writer holds, which then starts over; offsets in the file go on. */
function taken(bytes: ByteWriter): Uint8Array {
  const chunk = bytes.getBytes().slice()
  bytes.index = 0
  return chunk
}
