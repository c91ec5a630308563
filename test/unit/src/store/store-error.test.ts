import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { InfbenchError } from '../../../../src/core/errors.ts'
import { storeError, translating } from '../../../../src/store/store-error.ts'

const sqlite = (code: string) => new Database.SqliteError('said so', code)
const system = (code: string) => Object.assign(new Error('said so'), { code })

test.each([
  [sqlite('SQLITE_FULL'), 'store.full'],
  [sqlite('SQLITE_IOERR_WRITE'), 'store.full'],
  [sqlite('SQLITE_IOERR_SHMSIZE'), 'store.full'],
  [system('ENOSPC'), 'store.full'],
  [sqlite('SQLITE_READONLY'), 'store.readonly'],
  [sqlite('SQLITE_READONLY_DIRECTORY'), 'store.readonly'],
  [system('EROFS'), 'store.readonly'],
  [system('EACCES'), 'store.readonly'],
  [sqlite('SQLITE_NOTADB'), 'store.unreadable'],
  [sqlite('SQLITE_CORRUPT_VTAB'), 'store.unreadable'],
  [sqlite('SQLITE_IOERR_READ'), 'store.unreadable'],
  [sqlite('SQLITE_BUSY_SNAPSHOT'), 'store.unreadable'],
  [system('ENOTDIR'), 'store.unreadable'],
  [sqlite('SQLITE_ERROR'), 'store.unreadable'],
])('%o means %s', (error, code) => {
  const told = storeError('/x/results.db', error)
  expect(told).toMatchObject({ code, cause: error })
  expect((told as InfbenchError).message).toMatch(/^\/x\/results\.db: expected .* \(said so\)$/)
})

test('errors that are no business of the store pass unchanged', () => {
  const known = new InfbenchError('run.unknown', { message: 'm' })
  for (const error of [known, new TypeError('bug'), 'text', system('ECONNRESET'), sqlite('SQLITE_CONSTRAINT_UNIQUE')])
    expect(storeError('/x', error)).toBe(error)
})

test('what an action returns passes through', () => {
  expect(translating('/x', () => 7)).toBe(7)
})
