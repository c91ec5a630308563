import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { dump, databaseOf } from '../../../scripts/store/make-version-fixtures.ts'
import { migrate, newestVersion } from '../../../src/store/migrations/migrate.ts'
import { openStore } from '../../../src/store/open-store.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const fixtures = join(import.meta.dirname, '../../fixtures/store/versions')
const older = Array.from({ length: newestVersion - 1 }, (_, i) => i + 1)
const sqlOf = (version: number) => readFileSync(join(fixtures, `v${version}.sql`), 'utf8')

/** A file as people have it from that version: in WAL mode, closed. */
function fileOf(version: number, folder = temporaryFolder()): string {
  const path = join(folder, 'results.db')
  const database = new Database(path)
  database.pragma('journal_mode = WAL')
  database.exec(sqlOf(version))
  database.close()
  return path
}

/** Schema and every row of every table as sorted lines: a copy has its tables in an order of its own. */
const rowsOf = (path: string) => {
  const database = new Database(path, { readonly: true })
  try {
    return dump(database).split('\n').sort().join('\n')
  } finally {
    database.close()
  }
}

/** Tables and columns without views and indices, whose text a migration may change. */
function columnsOf(database: Database.Database): string[] {
  return database
    .prepare(
      `SELECT t.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || c.pk
       FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type IN ('table', 'view') ORDER BY 1`,
    )
    .pluck()
    .all() as string[]
}

test('there is a fixture of every earlier version, and its schema is what the steps still make', () => {
  expect(readdirSync(fixtures).sort()).toEqual(older.map((version) => `v${version}.sql`).sort())
  for (const version of older) expect(dump(databaseOf(version)), `version ${version}`).toBe(sqlOf(version))
})

test.each(older)('a store of version %d is brought to the newest schema, and every row of it is kept', (version) => {
  const path = fileOf(version)
  const before = rowsOf(path)
  openStore(path).close()
  const database = new Database(path)
  const fresh = new Database(':memory:')
  migrate(fresh, 'memory')
  expect(columnsOf(database)).toEqual(columnsOf(fresh))
  expect(database.pragma('foreign_key_check')).toEqual([])
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(database.prepare('SELECT run_id FROM v_runs ORDER BY 1').pluck().all()).toHaveLength(2)
  database.close()
  using store = openStore(path)
  const header = store.findRun('20260301')
  expect(header).toMatchObject({
    name: 'chat',
    state: 'completed',
    tags: ['nightly', 'ünï code'],
    window: { endAt: 60e9 },
  })
  const records = [...store.records(header.runId)]
  expect(records.map(({ outcome }) => outcome.kind)).toEqual(['ok', 'ok', 'http'])
  expect([...(records[0]?.events.tokens ?? [])]).toEqual([1, 2])
  expect([...(records[0]?.events.at ?? [])]).toEqual([100, 200])
  expect(store.findDocument(header.runId, 'infbench.run/1')).toMatchObject({ status: 'valid' })
  expect(rowsOf(`${path}.v${version}.backup`)).toBe(before)
})

test('the copy is the whole file as it was, rows that only the log holds included, and opening again makes no other', () => {
  const path = fileOf(8)
  const writer = new Database(path)
  writer.prepare("INSERT INTO run_tags VALUES (2, 0, 'in the log')").run()
  openStore(path).close()
  writer.close()
  expect(rowsOf(`${path}.v8.backup`)).toContain("'in the log'")
  const files = readdirSync(join(path, '..')).sort()
  openStore(path).close()
  expect(readdirSync(join(path, '..')).sort()).toEqual(files)
  expect(files.filter((name) => name.endsWith('.backup'))).toEqual(['results.db.v8.backup'])
})

test('a copy that is there already is kept, and the new one gets the next name', () => {
  const path = fileOf(8)
  openStore(path).close()
  const kept = readFileSync(`${path}.v8.backup`)
  for (const part of ['', '-wal', '-shm']) rmSync(path + part, { force: true })
  fileOf(8, join(path, '..'))
  openStore(path).close()
  expect(readFileSync(`${path}.v8.backup`)).toEqual(kept)
  expect(existsSync(`${path}.v8-2.backup`)).toBe(true)
})

test('a new store has no copy beside it', () => {
  const path = join(temporaryFolder(), 'results.db')
  openStore(path).close()
  expect(readdirSync(join(path, '..'))).toEqual(['results.db'])
})

test('a step that fails leaves the file as it was and no copy', () => {
  const path = fileOf(8)
  const database = new Database(path)
  // what the next step makes is there already
  database.exec('CREATE TABLE baselines (x)')
  database.close()
  const before = rowsOf(path)
  expect(() => openStore(path)).toThrow(/baselines already exists/)
  expect(rowsOf(path)).toBe(before)
  expect(readdirSync(join(path, '..')).filter((name) => name.includes('backup'))).toEqual([])
})

const small = (folder: string, size: string) =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { timeout: 20_000 }).status === 0

test('a disk without room for the copy is a clear error, the file stays as it was (needs the right to mount)', ({
  skip,
}) => {
  const disk = join(temporaryFolder(), 'disk')
  mkdirSync(disk)
  if (!small(disk, '1m')) return skip('no right to mount a disk')
  try {
    const path = fileOf(8, disk)
    const before = rowsOf(path)
    const used = statSync(path).size
    execFileSync('dd', ['if=/dev/zero', `of=${disk}/rest`, `bs=${(1 << 20) - used - 100_000}`, 'count=1'], {
      stdio: 'ignore',
      timeout: 20_000,
    })
    expect(() => openStore(path)).toThrow(
      expect.objectContaining({ code: 'store.full', message: expect.stringContaining('left as it was') }),
    )
    expect(rowsOf(path)).toBe(before)
    expect(readdirSync(disk).filter((name) => name.includes('backup'))).toEqual([])
  } finally {
    execFileSync('umount', [disk], { timeout: 20_000 })
  }
})
