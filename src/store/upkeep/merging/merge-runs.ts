import { createHash, type Hash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { type Row, rowCopier, tablesOfRuns } from './table-rows.ts'

/** Two runs of one id. */
export interface Clash {
  readonly runId: string
}

interface AddedRun {
  readonly runId: string
  /** Its id here. */
  readonly to: string
}

export interface MergedRuns {
  /** Row ids here by row ids there, those of runs that were there already included. */
  readonly keys: ReadonlyMap<number, number>
  readonly added: readonly AddedRun[]
  readonly requests: number
  readonly clashes: readonly Clash[]
}

/** Adds the runs of another store with all that hangs on them. */
export function mergeRuns(into: Database, from: Database, newIds: boolean): MergedRuns {
  const runs = rowCopier(into, from, 'runs')
  const tables = tablesOfRuns(into).map((table) => ({ table, ...rowCopier(into, from, table) }))
  const taken = into.prepare<[string], number>('SELECT id FROM runs WHERE run_id = ?').pluck()
  const [keys, added, clashes] = [new Map<number, number>(), [] as AddedRun[], [] as Clash[]]
  const sameImport = importFinder(into, from)
  const sameRun = (here: number | undefined, other: number) =>
    here !== undefined && contentOf(into, here) === contentOf(from, other) ? here : undefined
  let requests = 0
  for (const row of runs.select('ORDER BY started_at_ms, id')) {
    const runId = String(row['run_id'])
    const there = taken.get(runId)
    const same = sameImport(row['id'] as number) ?? sameRun(there, row['id'] as number)
    if (same !== undefined) {
      keys.set(row['id'] as number, same)
      continue
    }
    if (there !== undefined && !newIds) clashes.push({ runId })
    const to = there === undefined ? runId : freeId(runId, (id) => taken.get(id) !== undefined)
    const key = runs.insert({ ...row, run_id: to })
    for (const { table, insert, select } of tables)
      for (const hung of select('WHERE run = ?', row['id'])) {
        insert(renamed({ ...hung, run: key }, runId, to))
        if (table === 'requests') requests++
      }
    keys.set(row['id'] as number, key)
    added.push({ runId, to })
  }
  return { keys, added, requests, clashes }
}

/** The run here that came from the same file, or from one of the same content: each machine gave it an id of its own. */
function importFinder(into: Database, from: Database): (run: number) => number | undefined {
  const facts = from.prepare<[number], Row>('SELECT sha256, position, content_sha256 FROM imports WHERE run = ?')
  const there = into
    .prepare<[Row], number>(
      'SELECT run FROM imports WHERE content_sha256 = @content_sha256 OR (sha256 = @sha256 AND position = @position)',
    )
    .pluck()
  return (run) => {
    const found = facts.get(run)
    return found === undefined ? undefined : there.get(found)
  }
}

/** `ID-2`, or the first such that is free. */
export function freeId(id: string, isTaken: (id: string) => boolean): string {
  for (let i = 2; ; i++) if (!isTaken(`${id}-${i}`)) return `${id}-${i}`
}

/** Documents name their run. */
function renamed(row: Row, from: string, to: string): Row {
  if (from === to || typeof row['body'] !== 'string') return row
  return { ...row, body: row['body'].replaceAll(JSON.stringify(from), JSON.stringify(to)) }
}

/** A digest of what was measured: the run but for what people may say of it later, and its requests. */
export function contentOf(database: Database, run: number): string {
  const hash = createHash('sha256')
  const { id: _id, project: _project, ...header } = database.prepare('SELECT * FROM runs WHERE id = ?').get(run) as Row
  digest(hash, header)
  const requests = database.prepare('SELECT * FROM requests WHERE run = ? ORDER BY position').iterate(run)
  for (const { run: _run, ...request } of requests as Iterable<Row>) digest(hash, request)
  return hash.digest('hex')
}

function digest(hash: Hash, row: Row): void {
  for (const [column, value] of Object.entries(row)) {
    hash.update(`${column}=${typeof value}:`)
    hash.update(value instanceof Uint8Array ? value : String(value))
    hash.update('\0')
  }
}
