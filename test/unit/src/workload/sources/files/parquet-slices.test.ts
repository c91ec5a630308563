import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parquetMetadata } from 'hyparquet'
import { expect, test } from 'vitest'
import { readParquet } from '../../../../../../src/workload/sources/files/parquet-records.ts'
import { groupSlices } from '../../../../../../src/workload/sources/files/parquet-slices.ts'
import { temporaryFolder } from '../../../../../helpers/temporary-folder.ts'

// 24 rows in groups of 16 and 8, several pages a column: prompt "p0", "p1ab", "p2abab", ...; output_tokens 1, 2, ...; by hyparquet-writer
const bytesOf = (base64: string) => Buffer.from(base64, 'base64')
const file = bytesOf(
  'UEFSMRUGFbABFYoBXBUUFQAVFBUAFQQVAAAAFAFWGAIAAABwMAQBBgwxYWIGAQgUMmFiYWIIAQoAMwEKCGFiAgEMADQFJAA1DSQANgEaBSQANwEK' +
    'DSQgOAQAAABwOWFiFQYVhAEVdFwVDBUAFQwVABUEFQAAAAM/QCwHAAAAcDEwYWJhYgkFCwAxAQsIYWIDBQ0EMgUFBwwzYWIHBQkANAEdMAkAAABw' +
    'MTVhYmFiYWIVBhVUFTxcFQoVABUKFQAVBBUAAAADHygEAQAJAQACCQcEAAMNCAAEDQgcBQAAAAAAAAAVBhVUFTxcFQoVABUKFQAVBBUAAAADHygE' +
    'BgAJAQAHCQcEAAgNCAAJDQgcCgAAAAAAAAAVBhVUFTxcFQoVABUKFQAVBBUAAAADHygECwAJAQAMCQcEAA0NCAAODQgcDwAAAAAAAAAVBhUUFRhc' +
    'FQIVABUCFQAVBBUAAAADAQgcEAAAAAAAAAAVBhWKARV4XBUOFQAVDhUAFQQVAAAAA39DHAMAAABwMTYFBQcMN2FiBwUJFDhhYmFiCQULADkBCwRh' +
    'YgUoBDIwBSg4MjFhYgcAAABwMjJhYmFiFQYVHhUiXBUCFQAVAhUAFQQVAAAAAwENMAkAAABwMjNhYmFiYWIVBhVUFTxcFQoVABUKFQAVBBUAAAAD' +
    'HygEEQAJAQASCQcEABMNCAAUDQgcFQAAAAAAAAAVBhU0FSxcFQYVABUGFQAVBBUAAAADBxgEFgAJAQAXCQcgABgAAAAAAAAAFQQZPEgEcm9vdBUE' +
    'ABUMJQIYBnByb21wdCUAABUEJQIYDW91dHB1dF90b2tlbnMAFjAZLBksJggcFQwZFQAZGAZwcm9tcHQVAhYgFo4DFtgCJgg8NgAoBHA5YWIYAnAw' +
    'ABkcFQYVABUEAAAAJuACHBUEGRUAGRgNb3V0cHV0X3Rva2VucxUCFiAWuAMW9AIm4AI8NgAoCBAAAAAAAAAAGAgBAAAAAAAAAAAZHBUGFQAVCAAA' +
    'ABbGBhYgNswFABksJtQFHBUMGRUAGRgGcHJvbXB0FQIWEBb+ARbwASbUBTw2ACgJcDIzYWJhYmFiGANwMTYAGRwVBhUAFQQAAAAmxAccFQQZFQAZ' +
    'GA1vdXRwdXRfdG9rZW5zFQIWEBbcARa8ASbEBzw2ACgIGAAAAAAAAAAYCBEAAAAAAAAAABkcFQYVABUEAAAAFtoDFhA2rAMAKAloeXBhcnF1ZXQZ' +
    'LBwAABwAAABkAQAAUEFSMQ==',
)
// the same with an offset index
const indexed = bytesOf(
  'UEFSMRUGFbABFYoBXBUUFQAVFBUAFQQVAAAAFAFWGAIAAABwMAQBBgwxYWIGAQgUMmFiYWIIAQoAMwEKCGFiAgEMADQFJAA1DSQANgEaBSQANwEK' +
    'DSQgOAQAAABwOWFiFQYVhAEVdFwVDBUAFQwVABUEFQAAAAM/QCwHAAAAcDEwYWJhYgkFCwAxAQsIYWIDBQ0EMgUFBwwzYWIHBQkANAEdMAkAAABw' +
    'MTVhYmFiYWIVBhVUFTxcFQoVABUKFQAVBBUAAAADHygEAQAJAQACCQcEAAMNCAAEDQgcBQAAAAAAAAAVBhVUFTxcFQoVABUKFQAVBBUAAAADHygE' +
    'BgAJAQAHCQcEAAgNCAAJDQgcCgAAAAAAAAAVBhVUFTxcFQoVABUKFQAVBBUAAAADHygECwAJAQAMCQcEAA0NCAAODQgcDwAAAAAAAAAVBhUUFRhc' +
    'FQIVABUCFQAVBBUAAAADAQgcEAAAAAAAAAAVBhWKARV4XBUOFQAVDhUAFQQVAAAAA39DHAMAAABwMTYFBQcMN2FiBwUJFDhhYmFiCQULADkBCwRh' +
    'YgUoBDIwBSg4MjFhYgcAAABwMjJhYmFiFQYVHhUiXBUCFQAVAhUAFQQVAAAAAwENMAkAAABwMjNhYmFiYWIVBhVUFTxcFQoVABUKFQAVBBUAAAAD' +
    'HygEEQAJAQASCQcEABMNCAAUDQgcFQAAAAAAAAAVBhU0FSxcFQYVABUGFQAVBBUAAAADBxgEFgAJAQAXCQcgABgAAAAAAAAAGSIAABkoAnAwB3Ax' +
    'MGFiYWIZKARwOWFiCXAxNWFiYWJhYhUAGSYAAAAZQgAAAAAZSAgBAAAAAAAAAAgGAAAAAAAAAAgLAAAAAAAAAAgQAAAAAAAAABlICAUAAAAAAAAA' +
    'CAoAAAAAAAAACA8AAAAAAAAACBAAAAAAAAAAFQIZRgAAAAAAGSIAABkoA3AxNglwMjNhYmFiYWIZKAdwMjJhYmFiCXAyM2FiYWJhYhUCGSYAAAAZ' +
    'IgAAGSgIEQAAAAAAAAAIFgAAAAAAAAAZKAgVAAAAAAAAAAgYAAAAAAAAABUCGSYAAAAZLBYIFbgBFgAAFsABFaABFhQAABlMFuACFWYWAAAWxgMV' +
    'ZhYKABasBBVmFhQAFpIFFUIWHgAAGSwW1AUVpAEWAAAW+AYVTBYOAAAZLBbEBxVmFgAAFqoIFVYWCgAAFQQZPEgEcm9vdBUEABUMJQIYBnByb21w' +
    'dCUAABUEJQIYDW91dHB1dF90b2tlbnMAFjAZLBksJggcFQwZFQAZGAZwcm9tcHQVAhYgFo4DFtgCJgg8NgAoBHA5YWIYAnAwABkcFQYVABUEAAAW' +
    'zAwVKBaACRVSACbgAhwVBBkVABkYDW91dHB1dF90b2tlbnMVAhYgFrgDFvQCJuACPDYAKAgQAAAAAAAAABgIAQAAAAAAAAAAGRwVBhUAFQgAABb0' +
    'DBVGFtIJFbYBABbGBhYgNswFABksJtQFHBUMGRUAGRgGcHJvbXB0FQIWEBb+ARbwASbUBTw2ACgJcDIzYWJhYmFiGANwMTYAGRwVBhUAFQQAABa6' +
    'DRUoFogLFV4AJsQHHBUEGRUAGRgNb3V0cHV0X3Rva2VucxUCFhAW3AEWvAEmxAc8NgAoCBgAAAAAAAAAGAgRAAAAAAAAAAAZHBUGFQAVBAAAFuIN' +
    'FSYW5gsVZgAW2gMWEDasAwAoCWh5cGFycXVldBksHAAAHAAAAI0BAABQQVIx',
)
const metadata = parquetMetadata(file.buffer.slice(file.byteOffset, file.byteOffset + file.length) as ArrayBuffer)
const [group] = metadata.row_groups

test('however small the slices of a Parquet file are, its rows are the same', async () => {
  const folder = temporaryFolder()
  const expected = Array.from({ length: 24 }, (_, i) => [`row ${i + 1}`, `p${i}${'ab'.repeat(i % 4)}`, BigInt(i + 1)])
  for (const [i, content, bytes] of [1, 50, 100, 150, 300, 1e9].flatMap((size) => [
    [0, file, size] as const,
    [1, indexed, size] as const,
  ])) {
    const path = join(folder, `${i}.parquet`)
    writeFileSync(path, content)
    const rows: unknown[] = []
    const take = (record: { read(): Record<string, unknown>; place(): string }) => {
      const { prompt, output_tokens } = record.read()
      rows.push([record.place(), prompt, output_tokens])
      return true
    }
    await readParquet(path, take as never, null, bytes)
    expect(rows).toEqual(expected)
  }
})

test('slices cover a group, none with more unpacked bytes than allowed', () => {
  const total = Number(group?.total_byte_size)
  for (const bytes of [40, 100, 1000]) {
    const slices = groupSlices(group as never, metadata, bytes)
    expect(slices.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i))).toEqual([
      ...Array(16).keys(),
    ])
    const most = Math.max(...slices.map(([from, to]) => to - from))
    expect((most - 1) * (total / 16)).toBeLessThan(bytes)
  }
  expect(groupSlices({ ...group, num_rows: 0n } as never, metadata)).toEqual([])
})

test('a group with lists is in slices only where an index tells where its pages begin', () => {
  const lists = { schema: [...metadata.schema, { name: 'messages', repetition_type: 'REPEATED' as const }] }
  expect(groupSlices(group as never, lists, 40)).toEqual([[0, 16]])
  const columns = group?.columns.map((column) => ({ ...column, offset_index_offset: 1n }))
  expect(groupSlices({ ...group, columns } as never, lists, 40).length).toBeGreaterThan(4)
})
