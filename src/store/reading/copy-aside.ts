import { constants, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InfbenchError } from '../../core/errors.ts'

/** A copy of a store that can be written, which SQLite needs of one in WAL mode even to read it. */
export interface CopyAside {
  readonly path: string
  remove(): void
}

/**
 * Copies a store that cannot be written, with the log beside it, which holds what was committed last and not yet moved into the file. `because`:
 * the error that forbade to open it, thrown again where the file itself cannot be read either. Errors: store.unreadable for a log that
 * cannot be read (without it the newest requests would be missing, and nothing would say so), store.full.
 */
export function copyAside(path: string, because: unknown): CopyAside {
  const folder = mkdtempSync(join(tmpdir(), 'infbench-copy-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const copy = join(folder, 'results.db')
  for (const part of ['', '-wal']) {
    if (!existsSync(path + part)) continue
    try {
      // Where the file system can, the two share their blocks.
      copyFileSync(path + part, copy + part, constants.COPYFILE_FICLONE)
    } catch (cause) {
      remove()
      throw part === '' ? withoutRoom(cause, path, because) : unreadLog(cause, path)
    }
  }
  return { path: copy, remove }
}

/** Opens a store that is only looked at: where it is, or a copy that goes when that is closed, where it cannot be written. */
export function openAside<T>(path: string, open: (path: string) => T, closing: (opened: T, copy: CopyAside) => T): T {
  try {
    return open(path)
  } catch (error) {
    if (!(error instanceof InfbenchError) || error.code !== 'store.readonly') throw error
    const copy = copyAside(path, error)
    try {
      return closing(open(copy.path), copy)
    } catch (fault) {
      copy.remove()
      throw named(fault, copy.path, path)
    }
  }
}

/** What is wrong with a copy is wrong with the file. */
function named(fault: unknown, copy: string, path: string): unknown {
  if (!(fault instanceof InfbenchError)) return fault
  const { code, message, hint } = fault
  return new InfbenchError(code, { message: message.replaceAll(copy, path), hint, cause: fault })
}

const codeOf = (cause: unknown) => (cause as NodeJS.ErrnoException).code ?? String(cause)

function withoutRoom(cause: unknown, path: string, because: unknown): unknown {
  if (!['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(cause))) return because
  const message = `${path}: cannot be written, and ${tmpdir()} has no room for a copy to read (${codeOf(cause)})`
  return new InfbenchError('store.full', { message, hint: 'TMPDIR=/with/room infbench ...', cause })
}

function unreadLog(cause: unknown, path: string): unknown {
  if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(cause))) return withoutRoom(cause, path, cause)
  return new InfbenchError('store.unreadable', {
    message: `${path}-wal: expected the log of what was committed last, got one that cannot be read (${codeOf(cause)}); the file alone lacks it`,
    hint: `make it readable, or copy ${path} without it and look at what that holds`,
    cause,
  })
}
