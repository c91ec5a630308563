import { existsSync, renameSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { InfbenchError } from '../../core/errors.ts'
import { storeError } from '../store-error.ts'

/**
 * Copies the database at `path` as it stands to `copyPath`, whole or not at all: rows of its log are in the copy, which is one file. Reads on a
 * connection of its own, so the caller may hold the write lock meanwhile. Errors: store.*.
 */
export function backUp(path: string, copyPath: string): void {
  const unfinished = `${copyPath}.part`
  const source = new Database(path, { readonly: true })
  try {
    rmSync(unfinished, { force: true })
    source.prepare('VACUUM INTO ?').run(unfinished)
    renameSync(unfinished, copyPath)
  } catch (error) {
    rmSync(unfinished, { force: true })
    const translated = storeError(copyPath, error)
    // a copy that finds no room is a fault of its disk, any other one of the file that is read
    throw translated instanceof InfbenchError && translated.code === 'store.full' ? translated : storeError(path, error)
  } finally {
    source.close()
  }
}

/** Where the file of an older version is kept before it is changed: `results.db.v8.backup`, or the next such name that is free. */
export function backupPath(path: string, version: number): string {
  const plain = `${path}.v${version}`
  for (let i = 1; ; i++) {
    const candidate = i === 1 ? `${plain}.backup` : `${plain}-${i}.backup`
    if (!existsSync(candidate)) return candidate
  }
}
