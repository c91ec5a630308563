/** What a person may call a run: its id, the start of it, its name, `latest`; each with `~1` for the one before, and so on. */
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
  const ids = (where: string, ...values: string[]) =>
    database
      .prepare(`SELECT run_id FROM runs ${where} ORDER BY started_at_ms DESC, id DESC`)
      .pluck()
      .all(...values) as string[]
  if (reference === 'latest') return ids('')
  const exact = ids('WHERE run_id = ?', reference)
  if (exact.length > 0) return exact
  const named = ids('WHERE name = ?', reference)
  if (named.length > 0 || reference === '') return named
  const started = ids('WHERE substr(run_id, 1, length(?)) = ?', reference, reference)
  if (started.length > 1) throw ambiguous(reference, started)
  return started
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
  const close = nearest(base, ['latest', ...known])
  return new InfbenchError('run.unknown', {
    message: `run ${JSON.stringify(reference)}: expected an id, the start of one, a name or latest${close === null ? '' : `; did you mean ${close}?`}`,
    hint: 'infbench list shows all runs',
  })
}
