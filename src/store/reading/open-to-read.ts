import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InfbenchError } from '../../core/errors.ts'
import { openStore, type Store } from '../open-store.ts'

/**
 * Opens a store that is only looked at. SQLite needs to write beside a database in WAL mode even to read it, so one that cannot be
 * written (an archive, a mounted artifact) is read from a copy, which is gone when it is closed. Errors: store.*.
 */
export function openToRead(path: string): Store {
  try {
    return openStore(path)
  } catch (error) {
    const copy = error instanceof InfbenchError && error.code === 'store.readonly' ? openCopy(path) : null
    if (copy === null) throw error
    return copy
  }
}

/** Null where it cannot be copied. */
function openCopy(path: string): Store | null {
  const folder = mkdtempSync(join(tmpdir(), 'infbench-copy-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const copy = join(folder, 'results.db')
  try {
    // The log holds what was committed last and not yet moved into the file.
    for (const part of ['', '-wal']) if (existsSync(path + part)) copyFileSync(path + part, copy + part)
  } catch {
    remove()
    return null
  }
  return closingWith(openCopied(copy, remove), path, remove)
}

function openCopied(copy: string, remove: () => void): Store {
  try {
    return openStore(copy)
  } catch (error) {
    remove()
    throw error
  }
}

function closingWith(store: Store, path: string, remove: () => void): Store {
  const close = () => {
    store.close()
    remove()
  }
  return { ...store, path, migrated: null, close, [Symbol.dispose]: close }
}
