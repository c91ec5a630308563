import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { InfbenchError } from '../../../core/errors.ts'
import { firstBytes } from './byte-chunks.ts'
import type { TakeRecord } from './read-records.ts'
import type { RecordValues, SourceRecord } from './source-record.ts'

/** Whether a file's first bytes are those of Apache Parquet. */
export async function isParquet(path: string): Promise<boolean> {
  return Buffer.from(await firstBytes(path)).toString('latin1') === 'PAR1'
}

/**
 * Reads a Parquet file, one row group at a time, as data sets are kept on Hugging Face. Returns the SHA-256 (hex) of the file. Errors:
 * `source.unreadable`.
 */
export async function readParquet(path: string, take: TakeRecord): Promise<string> {
  try {
    await readGroups(path, take)
  } catch (cause) {
    if (cause instanceof InfbenchError) throw cause
    throw new InfbenchError('source.unreadable', {
      message: `${path}: expected a whole Parquet file, got ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    })
  }
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

async function readGroups(path: string, take: TakeRecord): Promise<void> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } = await import('hyparquet')
  const file = await asyncBufferFromFile(path)
  const metadata = await parquetMetadataAsync(file)
  const compressors = await unpackers()
  let rowStart = 0
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows)
    const rows = await parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd })
    for (const [i, row] of rows.entries()) {
      if (!take(recordOf(row as RecordValues, rowStart + i + 1))) return
    }
    rowStart = rowEnd
  }
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
