import type { Database } from 'better-sqlite3'
import type { RunHeader, TargetFacts } from '../core/run-header.ts'
import { isGone, type WriterProcess } from './writer-process.ts'

/** How a run stands: as its header says, or `killed` when that says `running` and its process is gone. */
export type RunState = RunHeader['state'] | 'killed'

/** The verdict on a run's validity, as its document has it. */
export type RunStamp = 'valid' | 'degraded' | 'invalid'

/** A line of `infbench list`. */
export interface RunListing {
  readonly runId: string
  readonly name: string
  readonly startedAtMs: number
  readonly state: RunState
  /** The stamp; null where the run was not summarised (killed, or still going). */
  readonly status: RunStamp | null
  readonly target: Pick<TargetFacts, 'kind' | 'url' | 'model'>
  /** Requests stored, warm-up included, and those of them that did not complete. */
  readonly requests: { readonly stored: number; readonly failed: number }
  readonly windowNs: number | null
  /** Null: in none. */
  readonly project: string | null
  readonly tags: readonly string[]
}

export interface RunFilter {
  readonly name?: string | undefined
  readonly project?: string | undefined
  readonly tag?: string | undefined
  readonly limit?: number | undefined
}

interface ListingRow {
  readonly run_id: string
  readonly name: string
  readonly started_at_ms: number
  readonly state: RunHeader['state']
  readonly writer: string
  readonly status: RunStamp | null
  readonly target_kind: TargetFacts['kind']
  readonly target_url: string
  readonly target_model: string
  readonly stored: number
  readonly failed: number
  readonly window_ns: number | null
  readonly project: string | null
  readonly tags: string
}

const query = `
SELECT r.run_id, r.name, r.started_at_ms, r.state, r.writer, r.target_kind, r.target_url, r.target_model, r.project,
  r.window_end_at - r.window_start_at AS window_ns,
  (SELECT body ->> '$.status' FROM documents d WHERE d.run = r.id AND d.schema = 'infbench.run/1') AS status,
  (SELECT count(*) FROM requests q WHERE q.run = r.id) AS stored,
  (SELECT count(*) FROM requests q WHERE q.run = r.id AND q.outcome <> 'ok') AS failed,
  (SELECT json_group_array(tag) FROM (SELECT tag FROM run_tags t WHERE t.run = r.id ORDER BY position)) AS tags
FROM runs r
WHERE (@name IS NULL OR r.name = @name)
  AND (@project IS NULL OR r.project = @project)
  AND (@tag IS NULL OR EXISTS (SELECT 1 FROM run_tags t WHERE t.run = r.id AND t.tag = @tag))
ORDER BY r.started_at_ms DESC, r.id DESC LIMIT @limit`

/** Runs, newest first. */
export function listRuns(database: Database, filter: RunFilter = {}): RunListing[] {
  const rows = database.prepare(query).all({
    name: filter.name ?? null,
    project: filter.project ?? null,
    tag: filter.tag ?? null,
    limit: filter.limit ?? -1,
  })
  return (rows as ListingRow[]).map((row) => ({
    runId: row.run_id,
    name: row.name,
    startedAtMs: row.started_at_ms,
    state: stateOf(row.state, JSON.parse(row.writer) as WriterProcess),
    status: row.status,
    target: { kind: row.target_kind, url: row.target_url, model: row.target_model },
    requests: { stored: row.stored, failed: row.failed },
    windowNs: row.window_ns,
    project: row.project,
    tags: JSON.parse(row.tags) as string[],
  }))
}

/** A run that is `running` without its process was killed. */
export function stateOf(state: RunHeader['state'], writer: WriterProcess): RunState {
  return state === 'running' && isGone(writer) ? 'killed' : state
}
