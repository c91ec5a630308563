import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { InfbenchError } from '../../../core/errors.ts'
import { firstBytes } from './byte-chunks.ts'
import { alwaysReadBytes } from '../need.ts'
import { groupSlices, sliceBytes } from './parquet-slices.ts'
import type { ReadBytes, TakeRecord } from './read-records.ts'
import type { RecordValues, SourceRecord } from './source-record.ts'

/** Whether a file's first bytes are those of Apache Parquet. */
export async function isParquet(path: string): Promise<boolean> {
  return Buffer.from(await firstBytes(path)).toString('latin1') === 'PAR1'
}

/**
 * Reads a Parquet file, a slice of a row group at a time, as data sets are kept on Hugging Face. The fingerprint is that of the file, or of
 * its first 32 MiB where `isEnough` (asked after each group) ended the reading. A slice has `partBytes` unpacked. Errors: `source.unreadable`.
 */
export async function readParquet(
  path: string,
  take: TakeRecord,
  isEnough: (() => boolean) | null = null,
  partBytes = sliceBytes,
): Promise<ReadBytes> {
  let isWhole: boolean
  try {
    isWhole = await readGroups(path, take, isEnough, partBytes)
  } catch (cause) {
    if (cause instanceof InfbenchError) throw cause
    throw new InfbenchError('source.unreadable', {
      message: `${path}: expected a whole Parquet file, got ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    })
  }
  const hash = createHash('sha256')
  const bytes = createReadStream(path, isWhole ? {} : { end: alwaysReadBytes - 1 })
  for await (const chunk of bytes) hash.update(chunk as Buffer)
  return { fingerprint: hash.digest('hex'), isWhole }
}

/** Whether all groups were read, or as many as were to be taken. */
async function readGroups(
  path: string,
  take: TakeRecord,
  isEnough: (() => boolean) | null,
  bytes: number,
): Promise<boolean> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } = await import('hyparquet')
  const file = await asyncBufferFromFile(path)
  const metadata = await parquetMetadataAsync(file)
  const compressors = await unpackers()
  let groupStart = 0
  for (const group of metadata.row_groups) {
    for (const [from, to] of groupSlices(group, metadata, bytes)) {
      const [rowStart, rowEnd] = [groupStart + from, groupStart + to]
      const read = { file, metadata, compressors, rowStart, rowEnd, useOffsetIndex: true }
      for (const [i, row] of (await parquetReadObjects(read)).entries()) {
        if (!take(recordOf(row as RecordValues, rowStart + i + 1))) return true
      }
    }
    groupStart += Number(group.num_rows)
    const isLast = groupStart >= Number(metadata.num_rows)
    if (!isLast && file.byteLength > alwaysReadBytes && isEnough?.() === true) return false
  }
  return true
}

const recordOf = (values: RecordValues, row: number): SourceRecord => ({
  read: () => values,
  place: () => `row ${row}`,
})

/** Beside snappy, which the reader has. */
async function unpackers() {
  const { decompress } = await import('fzstd')
  return {
    GZIP: (bytes: Uint8Array) => gunzipSync(bytes),
    BROTLI: (bytes: Uint8Array) => brotliDecompressSync(bytes),
    ZSTD: (bytes: Uint8Array, length: number) => decompress(bytes, new Uint8Array(length)),
  }
}
