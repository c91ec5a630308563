import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { databaseOf } from '../../../scripts/store/make-version-fixtures.ts'
import { migrate, newestVersion } from '../../../src/store/migrations/migrate.ts'

const readme = readFileSync(resolve(import.meta.dirname, '../../../src/store/README.md'), 'utf8')
const diagram = /erDiagram\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''

const database = new Database(':memory:')
migrate(database, 'memory')
const list = (sql: string, ...values: string[]) =>
  database
    .prepare(sql)
    .pluck()
    .all(...values) as string[]
const tables = list("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
const views = list("SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY 1")

interface Column {
  readonly name: string
  readonly type: string
  readonly pk: number
}
const columnsOf = (table: string) =>
  database.prepare<[string], Column>('SELECT name, type, pk FROM pragma_table_info(?)').all(table)

/** Tables of the diagram with their columns as `TYPE name KEYS`. */
const drawn = new Map(
  [...diagram.matchAll(/^ {2}(\w+) \{\n([\s\S]*?)^ {2}\}/gm)].map(([, table, body]) => [
    table as string,
    [...(body as string).matchAll(/^ {4}(\w+) (\w+)(?: ([A-Z, ]+?))?(?: ".*")?$/gm)].map(([, type, name, keys]) => ({
      type,
      name,
      keys: (keys ?? '').split(', ').filter(Boolean),
    })),
  ]),
)

/** Row numbers that only SQLite's own bookkeeping uses need not be drawn. */
const inner = (column: Column) => column.name === 'id' && column.pk === 1

test('the diagram of the store has every table that there is, and no other', () => {
  expect([...drawn.keys()].sort()).toEqual(tables)
})

test.each(tables)(
  'the diagram has the columns of %s in their order, with their types, keys and nothing else',
  (table) => {
    const real = columnsOf(table)
    const shown = drawn.get(table) ?? []
    const foreign = list('SELECT "from" FROM pragma_foreign_key_list(?)', table)
    const hasId = shown.some(({ name }) => name === 'id')
    const expected = real.filter((column) => hasId || !inner(column))
    expect(shown.map(({ type, name }) => `${type} ${name}`)).toEqual(
      expected.map(({ type, name }) => `${type} ${name}`),
    )
    for (const { name, keys } of shown) {
      const column = real.find((one) => one.name === name)
      expect(keys.includes('PK'), `${table}.${name} PK`).toBe((column?.pk ?? 0) > 0)
      expect(keys.includes('FK'), `${table}.${name} FK`).toBe(foreign.includes(name as string))
    }
  },
)

test('the lines of the diagram are the foreign keys', () => {
  const lines = [...diagram.matchAll(/^ {2}(\w+) \S+ (\w+) : /gm)].map(([, parent, child]) => `${child} -> ${parent}`)
  const keys = tables.flatMap((table) =>
    [...new Set(list('SELECT "table" FROM pragma_foreign_key_list(?)', table))].map(
      (parent) => `${table} -> ${parent}`,
    ),
  )
  expect(lines.sort()).toEqual(keys.sort())
})

const queries = (/```sql\n([\s\S]*?)```/.exec(readme)?.[1] ?? '').split(/;\n/).filter((text) => text.trim() !== '')

test.each(
  queries.map((sql) => [
    sql
      .replaceAll(/^--.*\n/gm, '')
      .trim()
      .split('\n')[0],
    sql,
  ]),
)('the README asks %s, and a small store answers', (_title, sql) => {
  expect(
    databaseOf(newestVersion)
      .prepare(sql as string)
      .all().length,
  ).toBeGreaterThan(0)
})

test('the README asks something of every view', () => {
  expect(views.filter((view) => !queries.some((sql) => sql.includes(`FROM ${view}`)))).toEqual([])
})

test('every view is in the table of views, and no other', () => {
  expect([...readme.matchAll(/^\| `(v_\w+)` \|/gm)].map(([, name]) => name).sort()).toEqual(views)
})
