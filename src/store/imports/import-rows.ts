/** Imports as rows of `imports`, `import_figures` and `import_notes`, and back; the one place that knows both shapes. */
import type { Database } from 'better-sqlite3'
import type { ImportedFacts, ImportedFigure, ImportNote } from '../../core/imported/imported-figure.ts'

export interface ImportRows {
  /** `run`: the row id of its run. */
  write(run: number, facts: ImportedFacts): void
  /** Null for a run that was measured here. */
  read(run: number): ImportedFacts | null
  /** The id of the run that was made of this place of the file, or of the same content. */
  find(sha256: string, position: number, contentSha256: string): string | null
}

interface ImportRow {
  readonly run: number
  readonly tool: string
  readonly title: string
  readonly tool_version: string | null
  readonly file: string
  readonly sha256: string
  readonly position: number
  readonly content_sha256: string
  readonly basis: ImportedFacts['basis']
  readonly planned: number | null
  readonly completed: number | null
  readonly failed: number | null
  readonly duration_ns: number | null
}

export function importRows(database: Database): ImportRows {
  const insert = database.prepare('INSERT INTO imports VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const insertFigure = database.prepare('INSERT INTO import_figures VALUES (?, ?, ?, ?, ?, ?, ?)')
  const insertNote = database.prepare('INSERT INTO import_notes VALUES (?, ?, ?, ?, ?)')
  const select = database.prepare<[number], ImportRow>('SELECT * FROM imports WHERE run = ?')
  const figures = database.prepare<[number], ImportedFigure>(
    'SELECT key, value, unit, metric, ours FROM import_figures WHERE run = ? ORDER BY position',
  )
  const notes = database.prepare<[number], ImportNote>(
    'SELECT code, metric, message FROM import_notes WHERE run = ? ORDER BY position',
  )
  const find = database
    .prepare<[string, number, string], string>(
      `SELECT r.run_id FROM imports i JOIN runs r ON r.id = i.run
       WHERE (i.sha256 = ? AND i.position = ?) OR i.content_sha256 = ? LIMIT 1`,
    )
    .pluck()
  return {
    write(run, facts) {
      insert.run(run, ...columnsOf(facts))
      for (const [at, { key, value, unit, metric, ours }] of facts.figures.entries())
        insertFigure.run(run, at, key, value, unit, metric, ours)
      for (const [at, { code, metric, message }] of facts.notes.entries())
        insertNote.run(run, at, code, metric, message)
    },
    read(run) {
      const row = select.get(run)
      return row === undefined ? null : { ...factsOf(row), figures: figures.all(run), notes: notes.all(run) }
    },
    find: (sha256, position, contentSha256) => find.get(sha256, position, contentSha256) ?? null,
  }
}

/** Values in the order of the columns after the run's. */
function columnsOf({ origin, basis, requests, durationNs }: ImportedFacts): (string | number | null)[] {
  return [
    ...[origin.tool, origin.title, origin.toolVersion, origin.file, origin.sha256, origin.position],
    ...[origin.contentSha256, basis, requests.planned, requests.completed, requests.failed],
    durationNs === null ? null : Math.round(durationNs),
  ]
}

function factsOf(row: ImportRow): Omit<ImportedFacts, 'figures' | 'notes'> {
  const { tool, title, file, sha256, position, basis, planned, completed, failed } = row
  const origin = {
    tool,
    title,
    toolVersion: row.tool_version,
    file,
    sha256,
    position,
    contentSha256: row.content_sha256,
  }
  return { origin, basis, requests: { planned, completed, failed }, durationNs: row.duration_ns }
}
