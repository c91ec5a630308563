import type { Database } from 'better-sqlite3'
import type { EngineWork } from '../core/engine-work.ts'
import { engineWorkRows } from './rows/engine-work-rows.ts'
import type { WriteBuffer } from './write-buffer.ts'

/** The part of the store that keeps what the bundled engine did in a run. */
export interface EngineWorkStore {
  /** Keeps what the engine did in the run; replaces an earlier one. */
  saveEngineWork(runId: string, work: EngineWork): void
  /** What the engine did; null where the target told nothing of the kind. */
  findEngineWork(runId: string): EngineWork | null
}

interface Connection {
  readonly database: Database
  readonly safely: <T>(action: () => T) => T
  readonly atomically: <T>(action: () => T) => T
  readonly keyOf: (runId: string) => number
}

export function engineWorkStore(connection: Connection, buffer: Pick<WriteBuffer<never>, 'flush'>): EngineWorkStore {
  const { database, safely, atomically, keyOf } = connection
  const rows = engineWorkRows(database)
  return {
    saveEngineWork(runId, work) {
      buffer.flush()
      atomically(() => rows.write(keyOf(runId), work))
    },
    findEngineWork: (runId) => safely(() => rows.read(keyOf(runId))),
  }
}
