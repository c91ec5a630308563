/*
 * Databases of every earlier schema version, with a row or two in every table they had, as SQL that any SQLite client runs. They stand for
 * the files people have: once written, one is never written anew, so only those that are missing are made.
 * `npx tsx scripts/store/make-version-fixtures.ts [FOLDER]`
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import Database from 'better-sqlite3'
import { migrate, newestVersion } from '../../src/store/migrations/migrate.ts'
import { sampleRows } from './sample-rows.ts'

/** A database of that version with the sample rows it has columns for. */
export function databaseOf(version: number): Database.Database {
  const database = new Database(':memory:')
  migrate(database, 'memory', { toVersion: version })
  for (const [table, rows] of Object.entries(sampleRows)) for (const row of rows) insert(database, table, row)
  return database
}

function insert(database: Database.Database, table: string, row: Readonly<Record<string, unknown>>): void {
  const known = database.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[]
  const columns = Object.keys(row).filter((column) => known.includes(column))
  if (columns.length === 0) return
  const places = columns.map(() => '?').join(', ')
  database
    .prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`)
    .run(columns.map((column) => row[column]))
}

/** The schema and rows of a database as SQL, its version and owner included. */
export function dump(database: Database.Database): string {
  const schema = database
    .prepare<[], { type: string; name: string; sql: string }>(
      'SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid',
    )
    .all()
  const rows = schema.filter(({ type }) => type === 'table').flatMap(({ name }) => insertsOf(database, name))
  const pragmas = ['application_id', 'user_version'].map(
    (name) => `PRAGMA ${name} = ${database.pragma(name, { simple: true })};`,
  )
  return `${['BEGIN;', ...schema.map(({ sql }) => `${sql};`), ...rows, ...pragmas, 'COMMIT;'].join('\n')}\n`
}

function insertsOf(database: Database.Database, table: string): string[] {
  const columns = database.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[]
  const values = columns.map((column) => `quote(${column})`).join(" || ', ' || ")
  const rows = database.prepare(`SELECT ${values} FROM ${table}`).pluck().all() as string[]
  return rows.map((row) => `INSERT INTO ${table} VALUES (${row});`)
}

function main(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (let version = 1; version < newestVersion; version++) {
    const path = join(folder, `v${version}.sql`)
    if (existsSync(path)) continue
    writeFileSync(path, dump(databaseOf(version)))
    process.stdout.write(`wrote ${path}\n`)
  }
}

if (process.argv[1]?.endsWith('make-version-fixtures.ts'))
  main(process.argv[2] ?? join(import.meta.dirname, '../../test/fixtures/store/versions'))
