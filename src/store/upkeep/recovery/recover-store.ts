/**
 * What can still be read of a damaged store, in a new one. Tables are read by row id, without their indices, in ranges that are halved
 * where a page cannot be read, so that a torn page costs the rows on it and no others; tables without row ids by run. Rows are found
 * through the pages above theirs: where such a page is lost, as in a file that was cut short, so are all rows below it. What hangs on a run
 * that is lost goes with it.
 */
import { closeSync, copyFileSync, existsSync, openSync, readSync, rmSync, statSync, truncateSync } from 'node:fs'
import Database from 'better-sqlite3'
import { InfbenchError } from '../../../core/errors.ts'
import { openDatabase } from '../../open-database.ts'
import { storeError, translating } from '../../store-error.ts'
import { type Row, tablesOfRuns } from '../merging/table-rows.ts'
import { readableRows } from './readable-rows.ts'

export interface Recovered {
  readonly runs: number
  readonly requests: number
  readonly otherRows: number
  /** Rows that are known to be lost, by table: `requests: 12 and the last ones`, of which no one can say how many they were. */
  readonly lost: readonly string[]
}

/** Writes `outPath`, which must not be there; the damaged file is only read. Errors: store.*. */
export function recoverStore(path: string, outPath: string): Recovered {
  if (existsSync(outPath)) throw taken(outPath)
  const copy = `${outPath}.part`
  const removeCopy = () => {
    for (const part of ['', '-wal', '-shm']) rmSync(copy + part, { force: true })
  }
  try {
    translating(outPath, () => copyWhole(path, copy))
    return recoverCopy(copy, path, outPath)
  } finally {
    removeCopy()
  }
}

/** SQLite opens no file that ends before the last page it says it has; what is missing is read as pages of nothing. */
function copyWhole(path: string, copy: string): void {
  for (const part of ['', '-wal']) if (existsSync(path + part)) copyFileSync(path + part, copy + part)
  const head = Buffer.alloc(32)
  const file = openSync(copy, 'r')
  readSync(file, head, 0, head.length, 0)
  closeSync(file)
  const pageBytes = head.readUInt16BE(16) === 1 ? 65_536 : head.readUInt16BE(16)
  const wholeBytes = head.readUInt32BE(28) * pageBytes
  if (head.toString('latin1', 0, 15) === 'SQLite format 3' && statSync(copy).size < wholeBytes)
    truncateSync(copy, wholeBytes)
}

function recoverCopy(copy: string, path: string, outPath: string): Recovered {
  const damaged = openDamaged(copy, path)
  const { database: saved } = openDatabase(outPath)
  try {
    return translating(outPath, () => saved.transaction(() => copyReadable(damaged, saved)).immediate())
  } catch (error) {
    saved.close()
    for (const part of ['', '-wal', '-shm']) rmSync(outPath + part, { force: true })
    throw error
  } finally {
    if (saved.open) saved.close()
    damaged.close()
  }
}

/** At least the schema must be readable: it says where everything else is. */
function openDamaged(copy: string, path: string): Database.Database {
  let database: Database.Database | null = null
  try {
    database = new Database(copy)
    if (columnsOf(database, 'runs').length > 0) return database
  } catch (cause) {
    database?.close()
    const error = storeError(path, cause)
    if (!(error instanceof InfbenchError) || error.code !== 'store.unreadable') throw error
  }
  throw new InfbenchError('store.unreadable', {
    message: `${path}: expected the tables of a store, got none that can be read`,
    hint: 'restore it from a copy',
  })
}

function copyReadable(damaged: Database.Database, saved: Database.Database): Recovered {
  saved.pragma('defer_foreign_keys = ON')
  const counts = new Map<string, number>()
  const lost: string[] = []
  for (const table of tablesInOrder(saved)) {
    const columns = columnsOf(saved, table).filter((column) => columnsOf(damaged, table).includes(column))
    if (columns.length === 0) continue
    const places = columns.map(() => '?').join(', ')
    const insert = saved.prepare(`INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${places})`)
    const found = readableRows(damaged, table, (row: Row) => insert.run(columns.map((column) => row[column] ?? null)))
    counts.set(table, found.rows)
    if (found.lost > 0 || found.endIsLost)
      lost.push(
        `${table}: ${[...(found.lost > 0 ? [found.lost] : []), ...(found.endIsLost ? ['the last ones'] : [])].join(' and ')}`,
      )
  }
  const orphans = removeOrphans(saved)
  if (orphans > 0) lost.push(`rows of runs that are lost: ${orphans}`)
  const count = (table: string) => saved.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0
  const [runs, requests] = [count('runs'), count('requests')]
  const all = [...counts.keys()].reduce((sum, table) => sum + count(table), 0)
  return { runs, requests, otherRows: all - runs - requests, lost }
}

/** Parents first. */
function tablesInOrder(saved: Database.Database): readonly string[] {
  return ['runs', 'sweeps', 'baselines', 'certificates', ...tablesOfRuns(saved), 'sweep_runs', 'baseline_runs']
}

function removeOrphans(saved: Database.Database): number {
  let removed = 0
  for (;;) {
    const orphans = saved.pragma('foreign_key_check') as { table: string; rowid: number | null }[]
    if (orphans.length === 0) return removed
    for (const { table } of new Map(orphans.map((orphan) => [orphan.table, orphan])).values())
      removed += removeFrom(saved, table)
  }
}

function removeFrom(saved: Database.Database, table: string): number {
  const keys = saved
    .prepare<[string], { from: string; to: string; table: string; id: number }>(
      'SELECT * FROM pragma_foreign_key_list(?)',
    )
    .all(table)
  let removed = 0
  for (const id of new Set(keys.map((key) => key.id))) {
    const parts = keys.filter((key) => key.id === id)
    const match = parts.map((part) => `p.${part.to} = ${table}.${part.from}`).join(' AND ')
    const parent = parts[0]?.table
    const orphans = saved.prepare(`DELETE FROM ${table} WHERE NOT EXISTS (SELECT 1 FROM ${parent} p WHERE ${match})`)
    removed += orphans.run().changes
  }
  return removed
}

const columnsOf = (database: Database.Database, table: string): readonly string[] =>
  database.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table)

const taken = (path: string) =>
  new InfbenchError('usage', {
    message: `db recover: expected the path of a new file, got ${path}, which is there`,
    hint: 'infbench db recover saved.db',
  })
