import { createHash } from 'node:crypto'
import { InfbenchError } from '../../../core/errors.ts'
import type { SourceRecord } from './source-record.ts'
import { textRecords } from './text-records.ts'

/** Takes record after record; false: it has enough, and what follows is not cut into records any more. */
export type TakeRecord = (record: SourceRecord) => boolean

/**
 * Reads a text that comes in pieces, record by record, without ever holding it whole. Returns the SHA-256 (hex) of all its
 * bytes, a byte-order mark left out, however many records were wanted. Errors: `source.unreadable` where it is no UTF-8.
 */
export async function readRecords(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  path: string,
  take: TakeRecord,
): Promise<string> {
  const hash = createHash('sha256')
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const splitter = textRecords()
  let isWanted = true
  let isFirst = true
  const give = (records: readonly SourceRecord[]) => {
    for (const record of records) if (isWanted) isWanted = take(record)
  }
  for await (const chunk of chunks) {
    const bytes = isFirst ? withoutMark(chunk) : chunk
    isFirst = false
    hash.update(bytes)
    if (isWanted) give(splitter.push(decoded(decoder, bytes, path)))
  }
  if (isWanted) give([...splitter.push(decoded(decoder, null, path)), ...splitter.end()])
  return hash.digest('hex')
}

const withoutMark = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes

/** `null`: the end, where no character may be half there. */
function decoded(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array | null, path: string): string {
  try {
    return bytes === null ? decoder.decode() : decoder.decode(bytes, { stream: true })
  } catch (cause) {
    const hint = bytes?.[0] === 0xff || bytes?.[0] === 0xfe ? `iconv -f UTF-16 -t UTF-8 ${path} makes it so` : undefined
    throw new InfbenchError('source.unreadable', {
      message: `${path}: expected UTF-8 text, got other bytes`,
      hint,
      cause,
    })
  }
}
