/**
 * What a person may call a run: its id, the start of it, its name, `latest`, or a label that the newest of several runs stands for:
 * `tag:NAME`, `project:NAME`, `baseline:NAME` (`baseline:PROJECT/NAME` where several projects have one of that name). Each with `~1` for the
 * one before, and so on.
 */
import type { Database } from 'better-sqlite3'
import { InfbenchError } from '../core/errors.ts'
import { nearest } from '../core/nearest.ts'

const mostShown = 5

/** The id meant by `reference`; throws run.unknown when none or several are. */
export function findRunId(database: Database, reference: string, path: string): string {
  const whole = candidates(database, reference)[0]
  if (whole !== undefined) return whole
  const [, base, back] = /^(.+)~(\d+)$/.exec(reference) ?? []
  const ids = base === undefined ? [] : candidates(database, base)
  const found = ids[Number(back)]
  if (found !== undefined) return found
  if (ids.length > 0) throw tooFarBack(reference, base as string, ids.length)
  throw unknown(database, reference, base ?? reference, path)
}

/** Ids meant by a reference as it stands, newest first. */
function candidates(database: Database, reference: string): readonly string[] {
  const ids = (where: string, ...values: (string | null)[]) =>
    database
      .prepare(`SELECT run_id FROM runs r ${where} ORDER BY started_at_ms DESC, id DESC`)
      .pluck()
      .all(...values) as string[]
  if (reference === 'latest') return ids('')
  const exact = ids('WHERE run_id = ?', reference)
  if (exact.length > 0) return exact
  const named = ids('WHERE name = ?', reference)
  if (named.length > 0 || reference === '') return named
  const [, kind, label] = /^(tag|project|baseline):(.+)$/s.exec(reference) ?? []
  if (kind === 'baseline') return ids(ofBaseline, ...baselineMeant(database, label as string))
  if (kind !== undefined) return ids(kind === 'tag' ? ofTag : 'WHERE project = ?', label as string)
  const started = ids('WHERE substr(run_id, 1, length(?)) = ?', reference, reference)
  if (started.length > 1) throw ambiguous(reference, started)
  return started
}

const ofTag = 'WHERE EXISTS (SELECT 1 FROM run_tags WHERE run = r.id AND tag = ?)'
const ofBaseline = `WHERE r.id IN (SELECT m.run FROM baseline_runs m JOIN baselines b ON b.id = m.baseline
  WHERE b.name = ? AND b.project IS ?)`

/** Name and project of the baseline that `label` means; throws run.unknown when those of several projects have that name. */
function baselineMeant(database: Database, label: string): readonly [name: string, project: string | null] {
  const projects = database
    .prepare<[string], string | null>('SELECT project FROM baselines WHERE name = ? ORDER BY 1')
    .pluck()
    .all(label)
  if (projects.length === 1) return [label, projects[0] ?? null]
  if (projects.length > 1) throw severalBaselines(label, projects)
  const slash = label.lastIndexOf('/')
  return [label.slice(slash + 1), label.slice(0, Math.max(0, slash)) || null]
}

function severalBaselines(name: string, projects: readonly (string | null)[]): InfbenchError {
  const shown = projects.slice(0, mostShown).map((project) => `baseline:${project ?? ''}/${name}`)
  return new InfbenchError('run.unknown', {
    message: `baseline ${JSON.stringify(name)}: expected one of its name, got those of ${projects.length} projects`,
    hint: `write ${shown.join(' or ')}`,
  })
}

function ambiguous(base: string, ids: readonly string[]): InfbenchError {
  const shown = ids.slice(0, mostShown).join(', ')
  const more = ids.length > mostShown ? ` and ${ids.length - mostShown} more` : ''
  return new InfbenchError('run.unknown', {
    message: `run ${JSON.stringify(base)}: expected one run, got ${ids.length}: ${shown}${more}`,
    hint: 'write more of the id',
  })
}

function tooFarBack(reference: string, base: string, count: number): InfbenchError {
  const runs = count === 1 ? '1 run' : `${count} runs`
  return new InfbenchError('run.unknown', {
    message: `run ${JSON.stringify(reference)}: expected at most ${base}~${count - 1}, for there ${count === 1 ? 'is' : 'are'} ${runs}`,
    hint: 'infbench list shows all runs',
  })
}

function unknown(database: Database, reference: string, base: string, path: string): InfbenchError {
  const known = database.prepare('SELECT run_id FROM runs UNION SELECT name FROM runs').pluck().all() as string[]
  if (known.length === 0) {
    return new InfbenchError('run.unknown', {
      message: `run ${JSON.stringify(reference)}: expected a stored run, got none at all in ${path}`,
      hint: 'infbench run FILE makes one; --db or INFBENCH_DB name another store',
    })
  }
  const labels = labelsOf(database)
  const label = /^(?:tag|project|baseline):/.exec(base)?.[0] ?? null
  const close = nearest(base, label === null ? ['latest', ...known] : labels)
  const expected = label === null ? 'an id, the start of one, a name or latest' : `${label}NAME of a stored run`
  return new InfbenchError('run.unknown', {
    message: `run ${JSON.stringify(reference)}: expected ${expected}${close === null ? '' : `; did you mean ${close}?`}`,
    hint: label === 'baseline:' ? 'infbench baseline list shows all baselines' : 'infbench list shows all runs',
  })
}

/** Every label as it is written. */
function labelsOf(database: Database): readonly string[] {
  const all = `SELECT 'tag:' || tag FROM run_tags UNION SELECT 'project:' || project FROM runs WHERE project IS NOT NULL
UNION SELECT 'baseline:' || name FROM baselines`
  return database.prepare<[], string>(all).pluck().all()
}
