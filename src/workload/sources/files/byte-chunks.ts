import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { InfbenchError } from '../../../core/errors.ts'
import { unzstd } from './unzstd.ts'

const chunkBytes = 2 ** 20

/**
 * The bytes of a file in pieces, unpacked where its first bytes say gzip or zstd (whatever its name); never more than a few
 * pieces are held. Errors: `source.unreadable`.
 */
export async function* byteChunks(path: string): AsyncGenerator<Uint8Array> {
  const head = await firstBytes(path)
  const raw = createReadStream(path, { highWaterMark: chunkBytes })
  const packing = packingOf(head)
  try {
    if (packing === null) yield* raw
    else if (packing === 'gzip') yield* raw.pipe(createGunzip({ chunkSize: chunkBytes / 4 }))
    else yield* unzstd(raw)
  } catch (cause) {
    if (packing === null) throw unreadable(path, cause)
    const message = `${path}: expected a whole ${packing} file, got a damaged or cut one`
    throw new InfbenchError('source.unreadable', { message, cause })
  } finally {
    raw.destroy()
  }
}

/** Whether a file is packed, or of a format that packs its content. Errors: `source.unreadable`. */
export async function isPacked(path: string): Promise<boolean> {
  const head = await firstBytes(path)
  return packingOf(head) !== null || Buffer.from(head).toString('latin1') === 'PAR1'
}

/** How large a file is. Errors: `source.unreadable`. */
export async function fileBytes(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

/** What a file is packed with, by its first bytes (RFC 1952, RFC 8878). */
function packingOf(head: Uint8Array): 'gzip' | 'zstd' | null {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip'
  return head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd ? 'zstd' : null
}

/** The first bytes of a file, fewer where it is shorter. Errors: `source.unreadable`. */
export async function firstBytes(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path)
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

const pathHints: Readonly<Record<string, string>> = {
  ENOENT: 'a relative path starts at the folder of the workload file, one on the command line where you are',
  EISDIR: 'name a file in it; only a pool of ServeGen (chunk-N-trace.csv) is read as a folder',
}

function unreadable(path: string, cause: unknown): InfbenchError {
  const code = (cause as NodeJS.ErrnoException).code
  const got = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'a folder' : (code ?? String(cause))
  return new InfbenchError('source.unreadable', {
    message: `${path}: expected a readable file, got ${got}`,
    hint: pathHints[code ?? ''],
    cause,
  })
}
