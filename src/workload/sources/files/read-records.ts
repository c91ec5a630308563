import { createHash } from 'node:crypto'
import { InfbenchError } from '../../../core/errors.ts'
import { alwaysReadBytes } from '../need.ts'
import type { SourceRecord } from './source-record.ts'
import { textRecords } from './text-records.ts'

/** Takes record after record; false: it has enough, and what follows is not cut into records any more. */
export type TakeRecord = (record: SourceRecord) => boolean

/** SHA-256 (hex) of what was read, and whether that was all. */
export interface ReadBytes {
  readonly fingerprint: string
  readonly isWhole: boolean
}

/** Reading ends on a multiple of this, so that the fingerprint of what was read does not depend on how it came. */
const pieceBytes = 2 ** 20

/**
 * Reads a text that comes in pieces, record by record, without ever holding it whole. The fingerprint is that of all its bytes, a
 * byte-order mark left out, however many records were wanted, unless `isEnough` (asked after at least 32 MiB) ends the reading.
 * Errors: `source.unreadable` where it is no UTF-8.
 */
export async function readRecords(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  path: string,
  take: TakeRecord,
  isEnough: (() => boolean) | null = null,
): Promise<ReadBytes> {
  const hash = createHash('sha256')
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const splitter = textRecords()
  let isWanted = true
  let readBytes = 0
  const give = (records: readonly SourceRecord[]) => {
    for (const record of records) if (isWanted) isWanted = take(record)
  }
  for await (const chunk of isEnough === null ? chunks : evenPieces(chunks)) {
    const bytes = readBytes === 0 ? withoutMark(chunk) : chunk
    readBytes += chunk.length
    hash.update(bytes)
    if (isWanted) give(splitter.push(decoded(decoder, bytes, path)))
    if (readBytes >= alwaysReadBytes && isEnough?.() === true) {
      return { fingerprint: hash.digest('hex'), isWhole: false }
    }
  }
  if (isWanted) give([...splitter.push(decoded(decoder, null, path)), ...splitter.end()])
  return { fingerprint: hash.digest('hex'), isWhole: true }
}

/** The same bytes in pieces of 1 MiB, the last one shorter. */
async function* evenPieces(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let piece = new Uint8Array(pieceBytes)
  let used = 0
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; ) {
      const part = chunk.subarray(from, from + pieceBytes - used)
      piece.set(part, used)
      used += part.length
      from += part.length
      if (used < pieceBytes) continue
      yield piece
      piece = new Uint8Array(pieceBytes)
      used = 0
    }
  }
  if (used > 0) yield piece.subarray(0, used)
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
