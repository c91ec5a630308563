import type { Database } from 'better-sqlite3'
import { type StoredSweep, sweepRows } from './rows/sweep-rows.ts'

export type { StoredSweep } from './rows/sweep-rows.ts'

/** The part of the store that knows which runs were made together. */
export interface SweepStore {
  /** Adds a group of runs that are made together. */
  createSweep(sweep: Omit<StoredSweep, 'runs' | 'document'>): void
  /** Names a stored run as the group's next. */
  addSweepRun(sweepId: string, runId: string, label: string | null): void
  /** Keeps what the group's runs say together; replaces an earlier one. */
  finishSweep(sweepId: string, document: { readonly schema: string }): void
  /** A group by its id; null when there is none. */
  findSweep(sweepId: string): StoredSweep | null
}

interface Connection {
  readonly database: Database
  readonly safely: <T>(action: () => T) => T
  readonly atomically: <T>(action: () => T) => T
  readonly keyOf: (runId: string) => number
}

export function sweepStore({ database, safely, atomically, keyOf }: Connection): SweepStore {
  const rows = sweepRows(database)
  return {
    createSweep: (sweep) => atomically(() => rows.write(sweep)),
    addSweepRun: (sweepId, runId, label) => atomically(() => rows.addRun(sweepId, keyOf(runId), label)),
    finishSweep: (sweepId, document) => atomically(() => rows.writeDocument(sweepId, document)),
    findSweep: (sweepId) => safely(() => rows.read(sweepId)),
  }
}
