/**
 * What is wrong with a store: pages and indices as SQLite sees them, rows that refer to others that are not there, headers, documents and
 * token times that cannot be read. Faults are told by kind, each at most so often: one torn page makes thousands.
 */
import type { Database } from 'better-sqlite3'
import { decodeEvents } from '../rows/event-codec.ts'
import { runRows } from '../rows/run-rows.ts'

export interface StoreFault {
  readonly kind: 'file' | 'reference' | 'run' | 'request' | 'document'
  /** Where, expected, got. */
  readonly message: string
}

const mostOfAKind = 20

export function checkStore(database: Database): readonly StoreFault[] {
  const faults = fileFaults(database)
  // a torn file is told by its pages; every row on them would only repeat it
  if (faults.length > 0) return faults
  return [...referenceFaults(database), ...runFaults(database), ...requestFaults(database)]
}

function fileFaults(database: Database): StoreFault[] {
  const rows = database.pragma(`integrity_check(${mostOfAKind})`) as { integrity_check: string }[]
  return rows
    .map(({ integrity_check: said }) => said)
    .filter((said) => said !== 'ok')
    .map((message) => ({ kind: 'file', message }))
}

function referenceFaults(database: Database): StoreFault[] {
  const rows = database.pragma('foreign_key_check') as { table: string; rowid: number | null; parent: string }[]
  return rows.slice(0, mostOfAKind).map(({ table, rowid, parent }) => ({
    kind: 'reference',
    message: `${table}${rowid === null ? '' : `, row ${rowid}`}: expected its row in ${parent}, got none`,
  }))
}

function runFaults(database: Database): StoreFault[] {
  const runs = runRows(database)
  const ids = database.prepare<[], string>('SELECT run_id FROM runs ORDER BY id').pluck().all()
  return ids
    .flatMap((runId): StoreFault[] => {
      try {
        runs.read(runId)
        return []
      } catch (error) {
        return [{ kind: 'run', message: `run ${runId}: ${(error as Error).message}` }]
      }
    })
    .slice(0, mostOfAKind)
}

function requestFaults(database: Database): StoreFault[] {
  const rows = database
    .prepare<[], { run_id: string; position: number; events: Uint8Array }>(
      'SELECT r.run_id, q.position, q.events FROM requests q JOIN runs r ON r.id = q.run',
    )
    .iterate()
  const faults: StoreFault[] = []
  for (const { run_id, position, events } of rows) {
    try {
      decodeEvents(events)
    } catch (error) {
      faults.push({ kind: 'request', message: `run ${run_id}, request ${position}: ${(error as Error).message}` })
      if (faults.length === mostOfAKind) break
    }
  }
  return faults
}
