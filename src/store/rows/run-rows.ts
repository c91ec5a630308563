/** Run headers as rows of `runs` and `run_tags`, and back; the one place that knows both shapes. */
import type { Database } from 'better-sqlite3'
import type { RunHeader, TargetFacts } from '../../core/run-header.ts'
import { tagRows } from '../labels/label-store.ts'
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
  /** Replaces the header of a run that is there but for tags and project; false when it is not. */
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
  const insert = database.prepare(
    `INSERT INTO runs (${columns.join(', ')}, project, writer) VALUES (${places}, @project, @writer)`,
  )
  const assignments = columns.map((column) => `${column} = @${column}`).join(', ')
  const update = database.prepare(`UPDATE runs SET ${assignments} WHERE run_id = @run_id`)
  const select = database.prepare<[string], RunRow>('SELECT * FROM runs WHERE run_id = ?')
  const remove = database.prepare('DELETE FROM runs WHERE run_id = ?')
  const tags = tagRows(database)
  const key = (runId: string) => select.get(runId)?.id ?? null
  return {
    insert: (header, writer) => {
      insert.run({ ...toRow(header), project: header.project, writer: JSON.stringify(writer) })
      tags.replace(key(header.runId) as number, header.tags)
    },
    update: (header) => update.run(toRow(header)).changes > 0,
    read: (runId) => {
      const row = select.get(runId)
      return row === undefined ? null : toHeader(row, tags.read(row.id))
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
  readonly project: string | null
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
    project: row.project,
    tags,
  }
}
