import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { ResultRow } from '../rows/row.ts'

/** What the study writes: the machine, and a row for every bar. */
export interface StudyDocument {
  readonly machine: Readonly<Record<string, unknown>>
  readonly rows: readonly ResultRow[]
}

/** The document at `path`, or an empty one. Throws where the file holds something else: it would be overwritten. */
export function readDocument(path: string | null): StudyDocument {
  if (path === null || !existsSync(path)) return { machine: {}, rows: [] }
  const found = parsed(readFileSync(path, 'utf8')) as Partial<StudyDocument> | null
  if (Array.isArray(found?.rows)) return found as StudyDocument
  throw new Error(`--json ${path}: expected a document of this study to add to, got another file; name a new one`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/**
 * New rows take the place of old ones of the same name, so that a study may be run in pieces. Rows stand in the order of
 * `names`, one that follows from another behind it.
 */
export function mergeRows(
  old: readonly ResultRow[],
  fresh: readonly ResultRow[],
  names: readonly string[],
): readonly ResultRow[] {
  const byName = new Map([...old, ...fresh].map((row) => [row.name, row]))
  const place = (name: string) => {
    const at = names.findIndex((known) => name === known || name.startsWith(`${known}, `))
    return at < 0 ? names.length : at
  }
  return [...byName.values()].toSorted((a, b) => place(a.name) - place(b.name))
}

/** Writes the whole document. */
export function writeDocument(path: string, document: StudyDocument): void {
  writeFileSync(path, `${JSON.stringify(document, null, 1)}\n`)
}
