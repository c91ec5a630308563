/** Run headers as rows of `runs` and `run_tags`, and back; the one place that knows both shapes. */
import type { Database } from 'better-sqlite3'
import type { RunHeader, TargetFacts } from '../../core/run-header.ts'
import type { WriterProcess } from '../writer-process.ts'

const columns = [
  ...['run_id', 'name', 'started_at_ms', 'state', 'target_kind', 'target_url', 'target_model', 'target_facts'],
  ...['tokenizer_name', 'tokenizer_fidelity', 'plan', 'workload_text', 'workload_path', 'workload_overrides'],
  ...['window_start_at', 'window_end_at', 'planned_requests', 'planned_duration_ns', 'environment'],
  ...['workload_fingerprint', 'environment_fingerprint', 'target_fingerprint', 'dataset_fingerprint'],
  ...['client', 'slo', 'hardware'],
] as const

type Column = (typeof columns)[number]

export interface RunRows {
  /** Adds a run written by `writer`. */
  insert(header: RunHeader, writer: WriterProcess): void
  /** Replaces the header of a run that is there; false when it is not. */
  update(header: RunHeader): boolean
  read(runId: string): RunHeader | null
  /** The row id other tables refer to; null when there is no such run. */
  key(runId: string): number | null
  writer(runId: string): WriterProcess | null
  /** False when it was not there. */
  remove(runId: string): boolean
}

export function runRows(database: Database): RunRows {
  const places = columns.map((column) => `@${column}`).join(', ')
  const insert = database.prepare(`INSERT INTO runs (${columns.join(', ')}, writer) VALUES (${places}, @writer)`)
  const assignments = columns.map((column) => `${column} = @${column}`).join(', ')
  const update = database.prepare(`UPDATE runs SET ${assignments} WHERE run_id = @run_id`)
  const select = database.prepare<[string], RunRow>('SELECT * FROM runs WHERE run_id = ?')
  const remove = database.prepare('DELETE FROM runs WHERE run_id = ?')
  const clearTags = database.prepare('DELETE FROM run_tags WHERE run = ?')
  const insertTag = database.prepare('INSERT INTO run_tags (run, position, tag) VALUES (?, ?, ?)')
  const tags = database.prepare<[number], string>('SELECT tag FROM run_tags WHERE run = ? ORDER BY position').pluck()
  const key = (runId: string) => select.get(runId)?.id ?? null
  const writeTags = (header: RunHeader) => {
    const run = key(header.runId) as number
    clearTags.run(run)
    for (const [position, tag] of header.tags.entries()) insertTag.run(run, position, tag)
  }
  return {
    insert: (header, writer) => {
      insert.run({ ...toRow(header), writer: JSON.stringify(writer) })
      writeTags(header)
    },
    update: (header) => {
      if (update.run(toRow(header)).changes === 0) return false
      writeTags(header)
      return true
    },
    read: (runId) => {
      const row = select.get(runId)
      return row === undefined ? null : toHeader(row, tags.all(row.id) as unknown as string[])
    },
    key,
    writer: (runId) => {
      const row = select.get(runId)
      return row === undefined ? null : (JSON.parse(row.writer) as WriterProcess)
    },
    remove: (runId) => remove.run(runId).changes > 0,
  }
}

interface RunRow {
  readonly id: number
  readonly writer: string
  readonly run_id: string
  readonly name: string
  readonly started_at_ms: number
  readonly state: RunHeader['state']
  readonly target_kind: TargetFacts['kind']
  readonly target_url: string
  readonly target_model: string
  readonly target_facts: string
  readonly tokenizer_name: string
  readonly tokenizer_fidelity: TargetFacts['tokenizer']['fidelity']
  readonly plan: string
  readonly workload_text: string
  readonly workload_path: string | null
  readonly workload_overrides: string
  readonly window_start_at: number
  readonly window_end_at: number | null
  readonly planned_requests: number | null
  readonly planned_duration_ns: number | null
  readonly environment: string
  readonly workload_fingerprint: string
  readonly environment_fingerprint: string
  readonly target_fingerprint: string
  readonly dataset_fingerprint: string
  readonly client: string | null
  readonly slo: string
  readonly hardware: string | null
}

const whole = (at: number | null) => (at === null ? null : Math.round(at))
const json = (value: unknown) => (value === null ? null : JSON.stringify(value))

function toRow(header: RunHeader): Record<Column, string | number | null> {
  const { target, workload, window, planned, fingerprints } = header
  return {
    run_id: header.runId,
    name: header.name,
    started_at_ms: Math.round(header.startedAtMs),
    state: header.state,
    target_kind: target.kind,
    target_url: target.url,
    target_model: target.model,
    target_facts: JSON.stringify(target.facts),
    tokenizer_name: target.tokenizer.name,
    tokenizer_fidelity: target.tokenizer.fidelity,
    plan: JSON.stringify(header.plan ?? null),
    workload_text: workload.text,
    workload_path: workload.path,
    workload_overrides: JSON.stringify(workload.overrides),
    window_start_at: Math.round(window.startAt),
    window_end_at: whole(window.endAt),
    planned_requests: planned.requests,
    planned_duration_ns: whole(planned.durationNs),
    environment: JSON.stringify(header.environment),
    workload_fingerprint: fingerprints.workload,
    environment_fingerprint: fingerprints.environment,
    target_fingerprint: fingerprints.target,
    dataset_fingerprint: fingerprints.dataset,
    client: json(header.client),
    slo: JSON.stringify(header.slo),
    hardware: json(header.hardware),
  }
}

function toHeader(row: RunRow, tags: readonly string[]): RunHeader {
  return {
    runId: row.run_id,
    name: row.name,
    startedAtMs: row.started_at_ms,
    state: row.state,
    target: {
      kind: row.target_kind,
      url: row.target_url,
      model: row.target_model,
      facts: JSON.parse(row.target_facts),
      tokenizer: { name: row.tokenizer_name, fidelity: row.tokenizer_fidelity },
    },
    plan: JSON.parse(row.plan),
    workload: { text: row.workload_text, path: row.workload_path, overrides: JSON.parse(row.workload_overrides) },
    window: { startAt: row.window_start_at, endAt: row.window_end_at },
    planned: { requests: row.planned_requests, durationNs: row.planned_duration_ns },
    environment: JSON.parse(row.environment),
    fingerprints: {
      workload: row.workload_fingerprint,
      environment: row.environment_fingerprint,
      target: row.target_fingerprint,
      dataset: row.dataset_fingerprint,
    },
    client: row.client === null ? null : JSON.parse(row.client),
    slo: JSON.parse(row.slo),
    hardware: row.hardware === null ? null : JSON.parse(row.hardware),
    tags,
  }
}
