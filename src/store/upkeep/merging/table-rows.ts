import type { Database } from 'better-sqlite3'

export type Row = Record<string, unknown>

/** Copies rows of a table that both databases have; values by column name, which both have alike. */
export function rowCopier(into: Database, from: Database, table: string) {
  const all = into.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[]
  const columns = all.filter((column) => column !== 'id')
  const places = columns.map((column) => `@${column}`).join(', ')
  const insert = into.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`)
  return {
    /** The row's new id. */
    insert: (row: Row): number => Number(insert.run(row).lastInsertRowid),
    /** Rows of the other database, by the given condition. */
    select: (where: string, ...values: readonly unknown[]) =>
      from.prepare(`SELECT * FROM ${table} ${where}`).iterate(...values) as IterableIterator<Row>,
  }
}

/**
 * Tables whose rows hang on one run by their column `run`, parents before children: everything that is copied with a run as it is. Links
 * between a run and a group or baseline are not among them.
 */
export function tablesOfRuns(database: Database): readonly string[] {
  const tables = database
    .prepare<[], string>(
      `SELECT t.name FROM sqlite_master t JOIN pragma_table_info(t.name) c
       WHERE t.type = 'table' AND c.name = 'run' AND t.name NOT IN ('sweep_runs', 'baseline_runs')`,
    )
    .pluck()
    .all()
  const parents = database.prepare<[string], string>('SELECT "table" FROM pragma_foreign_key_list(?)').pluck()
  const ordered: string[] = []
  const visit = (table: string): void => {
    if (ordered.includes(table) || !tables.includes(table)) return
    for (const parent of parents.all(table)) visit(parent)
    ordered.push(table)
  }
  for (const table of tables) visit(table)
  return ordered
}
