/** Sweeps, searches and gates, and what runs they are of; the one place that knows their rows. */
import type { Database } from 'better-sqlite3'

/** Runs that were made together. */
export interface StoredSweep {
  readonly sweepId: string
  readonly kind: 'sweep' | 'search' | 'gate'
  readonly name: string
  readonly startedAtMs: number
  /** The last document made of it; null before its end. */
  readonly document: unknown
  /** In the order they were made. */
  readonly runs: readonly { readonly runId: string; readonly label: string | null }[]
}

export interface SweepRows {
  write(sweep: Omit<StoredSweep, 'runs' | 'document'>): void
  /** Adds the run with that row id at the end; the sweep must be there. */
  addRun(sweepId: string, run: number, label: string | null): void
  writeDocument(sweepId: string, document: unknown): void
  read(sweepId: string): StoredSweep | null
  /** Ids meant by an id, the start of one, a name or `latest-group`, newest first. */
  idsOf(reference: string): readonly string[]
  /** Newest first. */
  ids(limit: number | null): readonly string[]
  idOfRun(runId: string): string | null
}

interface SweepRow {
  readonly sweep_id: string
  readonly kind: StoredSweep['kind']
  readonly name: string
  readonly started_at_ms: number
  readonly body: string | null
}

export function sweepRows(database: Database): SweepRows {
  const insert = database.prepare('INSERT INTO sweeps (sweep_id, kind, name, started_at_ms) VALUES (?, ?, ?, ?)')
  const add = database.prepare(
    'INSERT INTO sweep_runs (sweep, run, position, label) SELECT id, ?, (SELECT count(*) FROM sweep_runs m WHERE m.sweep = s.id), ? FROM sweeps s WHERE sweep_id = ?',
  )
  const update = database.prepare('UPDATE sweeps SET body = ? WHERE sweep_id = ?')
  const select = database.prepare<[string], SweepRow>('SELECT * FROM sweeps WHERE sweep_id = ?')
  const members = database.prepare<[string], { run_id: string; label: string | null }>(
    'SELECT r.run_id, m.label FROM sweep_runs m JOIN sweeps s ON s.id = m.sweep JOIN runs r ON r.id = m.run WHERE s.sweep_id = ? ORDER BY m.position',
  )
  return {
    ...sweepNames(database),
    write: ({ sweepId, kind, name, startedAtMs }) => void insert.run(sweepId, kind, name, Math.round(startedAtMs)),
    addRun: (sweepId, run, label) => void add.run(run, label, sweepId),
    writeDocument: (sweepId, document) => void update.run(JSON.stringify(document), sweepId),
    read: (sweepId) => {
      const row = select.get(sweepId)
      if (row === undefined) return null
      const runs = members.all(sweepId).map(({ run_id, label }) => ({ runId: run_id, label }))
      const document = row.body === null ? null : JSON.parse(row.body)
      return { sweepId, kind: row.kind, name: row.name, startedAtMs: row.started_at_ms, document, runs }
    },
  }
}

/** How groups are found. */
function sweepNames(database: Database): Pick<SweepRows, 'idsOf' | 'ids' | 'idOfRun'> {
  const order = 'ORDER BY started_at_ms DESC, id DESC'
  const listed = database.prepare<[number], string>(`SELECT sweep_id FROM sweeps ${order} LIMIT ?`).pluck()
  const meant = database
    .prepare<[string, string, string], string>(
      `SELECT sweep_id FROM sweeps WHERE sweep_id = ? OR substr(sweep_id, 1, length(?)) = ? ${order}`,
    )
    .pluck()
  const named = database.prepare<[string], string>(`SELECT sweep_id FROM sweeps WHERE name = ? ${order}`).pluck()
  const ofRun = database
    .prepare<[string], string>(
      'SELECT s.sweep_id FROM sweep_runs m JOIN sweeps s ON s.id = m.sweep JOIN runs r ON r.id = m.run WHERE r.run_id = ?',
    )
    .pluck()
  return {
    idsOf(reference) {
      if (reference === 'latest-group') return listed.all(1)
      const started = meant.all(reference, reference, reference)
      return /^[gs]\d/.test(reference) && started.length > 0 ? started : named.all(reference).slice(0, 1)
    },
    ids: (limit) => listed.all(limit ?? -1),
    idOfRun: (runId) => ofRun.get(runId) ?? null,
  }
}
