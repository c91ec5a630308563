/** What SQLite and the file system say when a store cannot be used, as errors a person can act on. */
import Database from 'better-sqlite3'
import { InfbenchError, type ErrorCode } from '../core/errors.ts'

/** Runs `action`; an SQLite or file-system error comes out as the store.* error it means, any other as it is. */
export function translating<T>(path: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw storeError(path, error)
  }
}

/** The InfbenchError for an error met while using the store at `path`; other errors come back unchanged. */
export function storeError(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (error instanceof InfbenchError || typeof code !== 'string') return error
  if (code.startsWith('SQLITE_CONSTRAINT')) return error // a bug of ours, not a fault of the file
  const row = rows.find(({ when }) => when.test(code))
  if (row === undefined && !(error instanceof Database.SqliteError)) return error
  const { means, said, hint } = row ?? other
  return new InfbenchError(means, { message: `${path}: ${said} (${(error as Error).message})`, hint, cause: error })
}

interface Row {
  readonly when: RegExp
  readonly means: ErrorCode
  readonly said: string
  readonly hint: string
}

const elsewhere = 'name another file with --db or INFBENCH_DB'

const rows: readonly Row[] = [
  {
    when: /^(SQLITE_FULL|ENOSPC|EDQUOT|EFBIG|SQLITE_IOERR_(WRITE|FSYNC|DIR_FSYNC|TRUNCATE|SHMSIZE|SHMMAP))$/,
    means: 'store.full',
    said: 'expected room to write, got none',
    hint: `free space on that disk, or ${elsewhere}`,
  },
  {
    when: /^(SQLITE_READONLY.*|EROFS|EACCES|EPERM|SQLITE_PERM)$/,
    means: 'store.readonly',
    said: 'expected a file and folder that can be written, got read-only ones',
    hint: `make them writable, or ${elsewhere}`,
  },
  {
    when: /^(SQLITE_BUSY.*|SQLITE_LOCKED.*)$/,
    means: 'store.unreadable',
    said: 'expected a turn to write, got none in 10 s: another process holds the store',
    hint: `end the process that holds it, or ${elsewhere}`,
  },
  {
    when: /^(SQLITE_NOTADB|SQLITE_CORRUPT.*|SQLITE_IOERR.*)$/,
    means: 'store.unreadable',
    said: 'expected an infbench store, got a damaged file or one of another kind',
    hint: 'infbench db check tells what is damaged, infbench db recover NEW.db saves what can be read',
  },
  {
    when: /^(ENOENT|ENOTDIR|EEXIST|EISDIR|ENAMETOOLONG|ELOOP|SQLITE_CANTOPEN.*)$/,
    means: 'store.unreadable',
    said: 'expected a file that can be opened or made',
    hint: elsewhere,
  },
]

const other: Omit<Row, 'when'> = { means: 'store.unreadable', said: 'expected a store that works', hint: elsewhere }
