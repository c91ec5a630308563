import type { FileMetaData, RowGroup } from 'hyparquet'

/** Unpacked bytes of a slice: its rows as objects take a few times as much. */
export const sliceBytes = 32 * 2 ** 20

/**
 * A row group in slices `[from, to)` of some 32 MiB each, so that no more rows are held at a time however large the group is. A slice is
 * read by skipping the pages before it, which takes pages whose rows are known without unpacking them: those of columns that hold
 * single values, and those that an offset index lists. A group with any other column (lists, such as messages, written without
 * an index) is one slice.
 */
export function groupSlices(
  { columns, num_rows, total_byte_size }: RowGroup,
  { schema }: Pick<FileMetaData, 'schema'>,
  bytes = sliceBytes,
): readonly (readonly [number, number])[] {
  const rows = Number(num_rows)
  const hasLists = schema.some(({ repetition_type }) => repetition_type === 'REPEATED')
  const isIndexed = columns.every(({ offset_index_offset }) => offset_index_offset !== undefined)
  const parts = hasLists && !isIndexed ? 1 : Math.min(rows, Math.ceil(Number(total_byte_size) / bytes))
  const size = Math.ceil(rows / Math.max(1, parts))
  return Array.from({ length: rows === 0 ? 0 : Math.ceil(rows / size) }, (_, i) => [
    i * size,
    Math.min(rows, (i + 1) * size),
  ])
}
