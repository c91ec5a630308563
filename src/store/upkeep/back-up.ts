import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { InfbenchError } from '../../core/errors.ts'
import { storeError } from '../store-error.ts'

/**
 * Copies the database at `path` as it stands to `copyPath`, whole or not at all: rows of its log are in the copy, which is one file. Reads on a
 * connection of its own, so the caller may hold the write lock meanwhile. Throws store.full with what it needs, other store.* errors.
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
    throw withoutRoom(path, storeError(copyPath, error))
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

function withoutRoom(path: string, error: unknown): unknown {
  if (!(error instanceof InfbenchError) || error.code !== 'store.full') return error
  const mib = Math.ceil(statSync(path).size / 2 ** 20)
  return new InfbenchError('store.full', {
    message: `${path}: expected room for a copy of ${mib} MiB, made before a store of an older version is changed; it is left as it was`,
    hint: 'free space on that disk, or move the file to one that has it and name it with --db',
    cause: error,
  })
}
