import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { InfbenchError } from '../core/errors.ts'
import { makeFolder } from './make-folder.ts'
import { type Migrated, migrate } from './migrations/migrate.ts'
import { storeError } from './store-error.ts'

/** How long a writer waits for its turn, ms; a turn takes a few. */
const busyMs = 10_000

/** A connection, and what was kept of the file where that was of an older version. */
export interface OpenedDatabase {
  readonly database: Database.Database
  readonly migrated: Migrated | null
}

/** Opens or makes the database file with its folders, in WAL mode, at the newest schema. Errors: store.*. */
export function openDatabase(path: string): OpenedDatabase {
  let database: Database.Database | null = null
  try {
    makeFolder(dirname(path))
    refuseFolder(path)
    database = new Database(path, { timeout: busyMs })
    const migrated = migrate(database, path)
    prepareConnection(database)
    return { database, migrated }
  } catch (error) {
    database?.close()
    throw storeError(path, deniedBy(path, error))
  }
}

// WAL lets readers and one writer work at once; NORMAL syncs at checkpoints only: a killed process loses nothing that was
// committed, a power cut at most the last transactions, and never the file's consistency.
function prepareConnection(database: Database.Database): void {
  if (database.pragma('journal_mode', { simple: true }) !== 'wal') database.pragma('journal_mode = WAL')
  database.pragma('synchronous = NORMAL')
  database.pragma('foreign_keys = ON')
}

function refuseFolder(path: string): void {
  if (!existsSync(path) || !statSync(path).isDirectory()) return
  throw new InfbenchError('store.unreadable', {
    message: `${path}: expected a database file, got a folder`,
    hint: 'name a file with --db or INFBENCH_DB, e.g. the folder and /results.db',
  })
}

/** SQLite and mkdir say only that it cannot be; the reason is often that the folder takes no new file. */
function deniedBy(path: string, error: unknown): unknown {
  const code = (error as { code?: unknown }).code
  if (code !== 'ENOENT' && !String(code).startsWith('SQLITE_CANTOPEN')) return error
  try {
    accessSync(existingFolder(path), constants.W_OK)
    if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK)
    return error
  } catch (denial) {
    return denial
  }
}

/** The nearest folder above `path` that is there. */
function existingFolder(path: string): string {
  const folder = dirname(path)
  return existsSync(folder) || folder === path ? folder : existingFolder(folder)
}
