import { brotliDecompressSync, constants, gunzipSync, inflateSync } from 'node:zlib'
import { decompress } from 'fzstd'

const partial = { finishFlush: constants.Z_SYNC_FLUSH }

/** A body without its content coding (RFC 9110 8.4), as far as it came; null where the coding is unknown or the body is none of it. */
export function decodeBody(bytes: Uint8Array, encoding: string | null): Uint8Array | null {
  const codings = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
  try {
    return codings.reduceRight(decodeOnce, bytes)
  } catch {
    return null
  }
}

function decodeOnce(bytes: Uint8Array, coding: string): Uint8Array {
  if (coding === '' || coding === 'identity' || bytes.length === 0) return bytes
  if (coding === 'gzip' || coding === 'x-gzip') return gunzipSync(bytes, partial)
  if (coding === 'deflate') return inflateSync(bytes, partial)
  if (coding === 'br') return brotliDecompressSync(bytes, { finishFlush: constants.BROTLI_OPERATION_FLUSH })
  if (coding === 'zstd') return decompress(bytes)
  throw new Error(`unknown content coding ${coding}`)
}
