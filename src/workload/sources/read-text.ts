import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { InfbenchError } from '../../core/errors.ts'

/**
 * The text of a file, unzipped when its first bytes say gzip (whatever its name), without a byte-order mark.
 * Errors: `source.unreadable`.
 */
export async function readSourceText(path: string): Promise<string> {
  const bytes = await readBytes(path)
  const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b
  const plain = isZipped ? await unzip(bytes, path) : bytes
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(plain)
  } catch (cause) {
    throw new InfbenchError('source.unreadable', { message: `${path}: expected UTF-8 text, got other bytes`, cause })
  }
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    const got = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'a folder' : (code ?? String(cause))
    const hint = code === 'ENOENT' ? 'a relative path starts at the folder of the workload file' : undefined
    throw new InfbenchError('source.unreadable', {
      message: `${path}: expected a readable file, got ${got}`,
      hint,
      cause,
    })
  }
}

async function unzip(bytes: Buffer, path: string): Promise<Buffer> {
  try {
    return await promisify(gunzip)(bytes)
  } catch (cause) {
    throw new InfbenchError('source.unreadable', {
      message: `${path}: expected a whole gzip file, got a damaged or cut one`,
      cause,
    })
  }
}
