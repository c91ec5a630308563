import type { Database } from 'better-sqlite3'
import type { Row } from '../merging/table-rows.ts'

interface Found {
  readonly rows: number
  /** Keys before the last readable one whose rows could not be read: row ids, or runs in tables without row ids. */
  readonly lost: number
  /** Whether rows after the last readable one may be lost, no one knows how many. */
  readonly endIsLost: boolean
}

/** Keys read at once: more rows are not kept in memory. */
const mostAtOnce = 1024

/** Rows of the tables that grow take more bytes than this: more rows than the file has room for are not looked for. */
const leastRowBytes = 100

/** Calls `take` with every row of a table that can be read, by key, in ranges that are halved where one cannot. */
export function readableRows(database: Database, table: string, take: (row: Row) => void): Found {
  const key = keyOf(database, table)
  const last = orNull(
    () => database.prepare<[], number>(`SELECT max(${key}) FROM ${table} NOT INDEXED`).pluck().get() ?? 0,
  )
  const range = database.prepare<[number, number], Row>(
    `SELECT * FROM ${table} NOT INDEXED WHERE ${key} BETWEEN ? AND ? ORDER BY ${key}`,
  )
  const unreadable: number[] = []
  let [rows, lastRead] = [0, 0]
  const visit = (from: number, to: number): void => {
    const read = to - from >= mostAtOnce ? null : orNull(() => range.all(from, to))
    if (read !== null) {
      for (const row of read) take(row)
      rows += read.length
      if (read.length > 0) lastRead = to
    } else if (from === to) unreadable.push(from)
    else {
      const middle = Math.floor((from + to) / 2)
      visit(from, middle)
      visit(middle + 1, to)
    }
  }
  if (last !== 0) visit(1, last ?? mostRows(database))
  const lost = unreadable.filter((one) => one < lastRead || last !== null).length
  return { rows, lost, endIsLost: last === null }
}

/** The row id, or the first column of the key in a table that has none. */
function keyOf(database: Database, table: string): string {
  const sql =
    database.prepare<[string], string>('SELECT sql FROM sqlite_master WHERE name = ?').pluck().get(table) ?? ''
  if (!/WITHOUT ROWID/i.test(sql)) return 'rowid'
  const first = database.prepare<[string], string>('SELECT name FROM pragma_table_info(?) WHERE pk = 1').pluck()
  return first.get(table) as string
}

function mostRows(database: Database): number {
  const pragma = (name: string) => database.pragma(name, { simple: true }) as number
  return Math.ceil((pragma('page_count') * pragma('page_size')) / leastRowBytes)
}

function orNull<T>(action: () => T): T | null {
  try {
    return action()
  } catch (error) {
    if (String((error as { code?: unknown }).code).startsWith('SQLITE_')) return null
    throw error
  }
}
