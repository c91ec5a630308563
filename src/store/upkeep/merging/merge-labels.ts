import type { Database } from 'better-sqlite3'
import { type Row, rowCopier } from './table-rows.ts'

type Keys = ReadonlyMap<number, number>

/** Adds certificates and baselines that are not there yet, and what was said elsewhere of runs that are; how many of the former two. */
export function mergeLabels(into: Database, from: Database, keys: Keys): { certificates: number; baselines: number } {
  mergeTags(into, from, keys)
  mergeNotes(into, from, keys)
  mergeProjects(into, from, keys)
  return { certificates: mergeCertificates(into, from), baselines: mergeBaselines(into, from, keys) }
}

function mergeTags(into: Database, from: Database, keys: Keys): void {
  const insert = into.prepare(
    `INSERT INTO run_tags (run, position, tag)
     SELECT @run, coalesce(max(position) + 1, 0), @tag FROM run_tags WHERE run = @run
     HAVING NOT EXISTS (SELECT 1 FROM run_tags WHERE run = @run AND tag = @tag)`,
  )
  const tags = from.prepare<[], { run: number; tag: string }>('SELECT run, tag FROM run_tags ORDER BY run, position')
  for (const { run, tag } of tags.iterate()) insert.run({ run: keys.get(run), tag })
}

function mergeNotes(into: Database, from: Database, keys: Keys): void {
  const insert = into.prepare(
    `INSERT INTO notes (run, position, written_at_ms, text)
     SELECT @run, coalesce(max(position) + 1, 1), @at, @text FROM notes WHERE run = @run
     HAVING NOT EXISTS (SELECT 1 FROM notes WHERE run = @run AND written_at_ms = @at AND text = @text)`,
  )
  const notes = from.prepare<[], { run: number; at: number; text: string }>(
    'SELECT run, written_at_ms AS at, text FROM notes ORDER BY run, position',
  )
  for (const { run, at, text } of notes.iterate()) insert.run({ run: keys.get(run), at, text })
}

/** The project a run has here stays. */
function mergeProjects(into: Database, from: Database, keys: Keys): void {
  const update = into.prepare('UPDATE runs SET project = coalesce(project, ?) WHERE id = ?')
  const runs = from.prepare<[], { id: number; project: string }>(
    'SELECT id, project FROM runs WHERE project IS NOT NULL',
  )
  for (const { id, project } of runs.iterate()) update.run(project, keys.get(id))
}

function mergeCertificates(into: Database, from: Database): number {
  const certificates = rowCopier(into, from, 'certificates')
  const there = into.prepare(
    'SELECT 1 FROM certificates WHERE environment_fingerprint = @environment_fingerprint AND measured_at_ms = @measured_at_ms AND body = @body',
  )
  let added = 0
  for (const row of certificates.select('ORDER BY id')) {
    if (there.get(row) !== undefined) continue
    certificates.insert(row)
    added++
  }
  return added
}

/** A baseline of this store stays what it is. */
function mergeBaselines(into: Database, from: Database, keys: Keys): number {
  const baselines = rowCopier(into, from, 'baselines')
  const there = into.prepare('SELECT 1 FROM baselines WHERE name = @name AND project IS @project')
  const insertRun = into.prepare('INSERT INTO baseline_runs (baseline, run, position) VALUES (?, ?, ?)')
  const members = from.prepare<[unknown], { run: number; position: number }>(
    'SELECT run, position FROM baseline_runs WHERE baseline = ?',
  )
  let added = 0
  for (const row of baselines.select('ORDER BY id') as IterableIterator<Row>) {
    if (there.get(row) !== undefined) continue
    const key = baselines.insert(row)
    for (const { run, position } of members.all(row['id'])) insertRun.run(key, keys.get(run), position)
    added++
  }
  return added
}
