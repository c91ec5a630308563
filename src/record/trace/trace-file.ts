import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { InfbenchError } from '../../core/errors.ts'

/**
 * Rows of a trace, appended as they come. A plain file has every row the moment it is made; a packed one gets a whole gzip
 * member at a time, so that it can be read at any moment, however the recorder ends. A write that fails ends the writing for
 * good, with the file cut back to the last whole row: a full disk must not leave half a row behind.
 */
export class TraceFile {
  readonly packed: boolean
  readonly #file: number
  #waiting: string[] = []
  #waitingBytes = 0
  #size: number
  #fault: string | null = null

  /** `file`: as `openTrace` gives it; closed by `close`. */
  constructor(file: number, packed: boolean) {
    this.packed = packed
    this.#file = file
    this.#size = fstatSync(file).size
  }

  /** Why nothing is written any more; null while it is. */
  get fault(): string | null {
    return this.#fault
  }

  get bytes(): number {
    return this.#size
  }

  /** False once nothing is written any more. */
  append(row: unknown): boolean {
    if (this.#fault !== null) return false
    const line = `${JSON.stringify(row)}\n`
    this.#waiting.push(line)
    this.#waitingBytes += line.length
    if (!this.packed || this.#waitingBytes >= memberBytes) this.flush()
    return this.#fault === null
  }

  /** Writes what waits. Returns the rows that could not be written. */
  flush(): number {
    const rows = this.#waiting.length
    if (rows === 0 || this.#fault !== null) return 0
    const text = Buffer.from(this.#waiting.join(''))
    this.#waiting = []
    this.#waitingBytes = 0
    return this.#write(this.packed ? gzipSync(text) : text) ? 0 : rows
  }

  close(): number {
    const lost = this.flush()
    try {
      fsyncSync(this.#file)
    } catch {
      // A device or a pipe: nothing to be made durable.
    }
    closeSync(this.#file)
    return lost
  }

  #write(bytes: Buffer): boolean {
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at)
      this.#size += bytes.length
      return true
    } catch (error) {
      this.#fault = (error as NodeJS.ErrnoException).code ?? String(error)
      this.#cutBack()
      return false
    }
  }

  #cutBack(): void {
    try {
      ftruncateSync(this.#file, this.#size)
    } catch {
      // What cannot be cut back stays; readers skip half a row with --skip-bad-rows.
    }
  }
}

/** Lines in one gzip member: enough to pack well, few enough to lose little. */
const memberBytes = 64 * 1024

/** Opens a file to append to. Errors: `output.unwritable`; `usage` where it exists and is not to be appended to. */
export function openTrace(path: string, append: boolean): number {
  const { O_APPEND, O_CREAT, O_EXCL, O_WRONLY } = constants
  try {
    return openSync(path, O_WRONLY | O_APPEND | O_CREAT | (append ? 0 : O_EXCL), 0o644)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'EEXIST')
      throw new InfbenchError('usage', {
        message: `--output: expected a new file, got ${path}, which exists`,
        hint: '--append adds to it; --output NAME writes another',
        cause,
      })
    const got = code === 'ENOENT' ? 'its folder does not exist' : code === 'EISDIR' ? 'it is a folder' : code
    throw new InfbenchError('output.unwritable', {
      message: `${path}: expected a file to write to, got: ${got}`,
      cause,
    })
  }
}
