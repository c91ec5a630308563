import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { derivedRows } from '../rows/derived-rows.ts'
import type { ResultRow } from '../rows/row.ts'

/** What the study writes: the machine, and a row for every bar. */
export interface StudyDocument {
  readonly machine: Readonly<Record<string, unknown>>
  readonly rows: readonly ResultRow[]
}

/** The document at `path`, or an empty one. */
export function readDocument(path: string | null): StudyDocument {
  if (path === null || !existsSync(path)) return { machine: {}, rows: [] }
  return JSON.parse(readFileSync(path, 'utf8')) as StudyDocument
}

/**
 * New rows take the place of old ones of the same name, so that a study may be run in pieces. Rows stand in the order of
 * `names`; those that follow from others are made anew from all rows there are, and stand last.
 */
export function mergeRows(
  old: readonly ResultRow[],
  fresh: readonly ResultRow[],
  names: readonly string[],
): readonly ResultRow[] {
  const derivedBefore = new Set(derivedRows(old).map(({ name }) => name))
  const byName = new Map(
    [...old.filter(({ name }) => !derivedBefore.has(name)), ...fresh].map((row) => [row.name, row]),
  )
  const place = (name: string) => {
    const at = names.findIndex((known) => name === known || name.startsWith(`${known}, `))
    return at < 0 ? names.length : at
  }
  const rows = [...byName.values()].toSorted((a, b) => place(a.name) - place(b.name))
  return [...rows, ...derivedRows(rows)]
}

/** Writes the whole document. */
export function writeDocument(path: string, document: StudyDocument): void {
  writeFileSync(path, `${JSON.stringify(document, null, 1)}\n`)
}
