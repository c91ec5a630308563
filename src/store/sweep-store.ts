import type { Database } from 'better-sqlite3'
import { InfbenchError } from '../core/errors.ts'
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
  /** By id, unique start of an id, name (its newest group) or `latest-group`; null when there is none. */
  findSweep(reference: string): StoredSweep | null
  /** Newest first; all without a limit. */
  listSweeps(limit?: number): readonly StoredSweep[]
  /** Id of the group that a run belongs to; null: to none. */
  sweepOf(runId: string): string | null
}

interface Connection {
  readonly database: Database
  readonly safely: <T>(action: () => T) => T
  readonly atomically: <T>(action: () => T) => T
  readonly keyOf: (runId: string) => number
}

export function sweepStore({ database, safely, atomically, keyOf }: Connection): SweepStore {
  const rows = sweepRows(database)
  const find = (reference: string) => {
    const ids = rows.idsOf(reference)
    const exact = ids.includes(reference) ? reference : ids[0]
    if (ids.length > 1 && exact !== reference) throw ambiguous(reference, ids)
    return exact === undefined ? null : rows.read(exact)
  }
  return {
    createSweep: (sweep) => atomically(() => rows.write(sweep)),
    addSweepRun: (sweepId, runId, label) => atomically(() => rows.addRun(sweepId, keyOf(runId), label)),
    finishSweep: (sweepId, document) => atomically(() => rows.writeDocument(sweepId, document)),
    findSweep: (reference) => safely(() => find(reference)),
    listSweeps: (limit) => safely(() => rows.ids(limit ?? null).flatMap((id) => rows.read(id) ?? [])),
    sweepOf: (runId) => safely(() => rows.idOfRun(runId)),
  }
}

const mostShown = 5

function ambiguous(reference: string, ids: readonly string[]): InfbenchError {
  const more = ids.length > mostShown ? ` and ${ids.length - mostShown} more` : ''
  return new InfbenchError('run.unknown', {
    message: `group ${JSON.stringify(reference)}: expected one group, got ${ids.length}: ${ids.slice(0, mostShown).join(', ')}${more}`,
    hint: 'write more of the id',
  })
}
