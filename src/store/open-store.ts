/**
 * The store: one SQLite file with every run, request and token time ever measured here. Several processes may use it at once.
 * Requests are committed while they finish, so a killed run keeps all but its last half second.
 */
import type { Database } from 'better-sqlite3'
import type { RequestRecord } from '../core/request-record.ts'
import type { RunHeader } from '../core/run-header.ts'
import { InfbenchError } from '../core/errors.ts'
import { findRunId } from './find-run.ts'
import { type LabelStore, labelStore } from './labels/label-store.ts'
import { listRuns, type RunFilter, type RunListing, type RunState, stateOf } from './list-runs.ts'
import type { Migrated } from './migrations/migrate.ts'
import { openDatabase } from './open-database.ts'
import { findSamePrompts, type PromptsSent } from './reading/same-prompts.ts'
import { type CertificateMethods, certificateMethods } from './rows/certificate-rows.ts'
import { type EngineWorkStore, engineWorkStore } from './engine-work-store.ts'
import { type ImportStore, importStore } from './imports/import-store.ts'
import { type DocumentStore, documentMethods } from './rows/document-rows.ts'
import { type RequestRows, requestRows, toRow, type WrittenRow } from './rows/request-rows.ts'
import { type RunRows, runRows } from './rows/run-rows.ts'
import { type ServerSampleStore, serverSampleStore } from './server-sample-store.ts'
import { type SweepStore, sweepStore } from './sweep-store.ts'
import { translating } from './store-error.ts'
import { type Entry, type Timer, unrefTimer, type WriteBuffer, writeBuffer } from './write-buffer.ts'
import { describeProcess, type WriterProcess } from './writer-process.ts'

export type { RunFilter, RunListing, RunState } from './list-runs.ts'
export type { Baseline } from './labels/baseline-store.ts'
export type { Note } from './labels/note-store.ts'
export type { StoredSweep } from './sweep-store.ts'

type Kept = DocumentStore & LabelStore & ImportStore

/** Every method throws InfbenchError('store.*') when the file cannot be used, and 'run.unknown' for a run that is not there. */
export interface Store extends CertificateMethods, SweepStore, EngineWorkStore, ServerSampleStore, Kept {
  readonly path: string
  /** Where the file as it was is kept, had it to be brought from an older version just now. */
  readonly migrated: Migrated | null
  /** Adds a run and names this process as its writer. */
  createRun(header: RunHeader): void
  /** Keeps a record (again, when its tokens were counted by events and now are by the tokenizer); on disk within half a second or 64 records. A failed commit is thrown by the next call. */
  append(runId: string, record: RequestRecord): void
  /** Makes stored requests that were scheduled before `at` (ns since run start) warm-up. */
  markWarmUp(runId: string, at: number): void
  /** Commits what is waiting and replaces the run's header but for its tags and project, which may have been changed meanwhile. */
  finishRun(header: RunHeader): void
  /** By id, unique start of an id, name, `latest`, `tag:NAME`, `project:NAME` or `baseline:NAME` (the newest run of each); `~1` after it means the one before. */
  findRun(reference: string): RunHeader
  /** As the header says, or `killed` when the run has no end and its process is gone. */
  stateOf(runId: string): RunState
  /** Newest first. */
  listRuns(filter?: RunFilter): RunListing[]
  /** The newest run that sent the unique prompts of a seed to a target. */
  findSamePrompts(sent: PromptsSent): string | null
  /** By index; read in pages, so other calls may come in between. */
  records(runId: string): Iterable<RequestRecord>
  /** All of them at once, for who goes through them several times: their events stay packed, four bytes each, and are unpacked at every use. */
  packedRecords(runId: string): readonly RequestRecord[]
  /** Deletes the run with its requests and documents. */
  deleteRun(runId: string): void
  /** Commits what is waiting and closes the file; a second call does nothing. */
  close(): void
  [Symbol.dispose](): void
}

export interface StoreOptions {
  readonly timer?: Timer
  readonly writer?: WriterProcess
}

/** Opens the store at `path`, making it and its folders where they are missing. */
export function openStore(path: string, options: StoreOptions = {}): Store {
  const connection = connect(path)
  const buffer = writeBuffer<WrittenRow>((entries) => commitRecords(connection, entries), options.timer ?? unrefTimer)
  const close = () => {
    if (!connection.database.open) return
    try {
      buffer.flush()
    } finally {
      connection.database.close()
    }
  }
  return {
    path,
    migrated: connection.migrated,
    // Packed at once: events left as they are would wait for the commit, and outlive the collections of what dies young.
    append: (runId, record) => buffer.add(runId, toRow(record)),
    ...runMethods(connection, buffer, options.writer),
    ...recordMethods(connection, buffer),
    ...documentMethods(connection, buffer.flush),
    ...engineWorkStore(connection, buffer),
    ...certificateMethods(connection.database, connection.safely),
    ...sweepStore(connection),
    ...labelStore(connection),
    ...serverSampleStore(connection),
    ...importStore(connection),
    close,
    [Symbol.dispose]: close,
  }
}

interface Connection {
  readonly path: string
  readonly migrated: Migrated | null
  readonly database: Database
  readonly runs: RunRows
  readonly requests: RequestRows
  /** Runs an action, its errors translated. */
  readonly safely: <T>(action: () => T) => T
  /** The same in one transaction that takes the write lock first. */
  readonly atomically: <T>(action: () => T) => T
  /** The row id of a run; throws run.unknown. */
  readonly keyOf: (runId: string) => number
}

function connect(path: string): Connection {
  const { database, migrated } = openDatabase(path)
  const safely = <T>(action: () => T): T => translating(path, action)
  const runs = runRows(database)
  return {
    ...{ path, database, migrated, runs, requests: requestRows(database), safely },
    atomically: (action) => safely(() => database.transaction(action).immediate()),
    keyOf: (runId) => runs.key(runId) ?? missing(runId),
  }
}

function commitRecords({ atomically, keyOf, requests }: Connection, entries: readonly Entry<WrittenRow>[]): void {
  atomically(() => {
    const keys = new Map<string, number>()
    for (const [runId, row] of entries) {
      const key = keys.get(runId) ?? keyOf(runId)
      keys.set(runId, key)
      requests.insert(key, row)
    }
  })
}

type Writing = 'createRun' | 'markWarmUp' | 'finishRun' | 'deleteRun'
type Reading = 'findRun' | 'stateOf' | 'listRuns' | 'findSamePrompts'

function runMethods(
  connection: Connection,
  buffer: WriteBuffer<WrittenRow>,
  writer: WriterProcess | undefined,
): Pick<Store, Writing | Reading> {
  const { path, database, runs, requests, safely, atomically, keyOf } = connection
  const read = <T>(action: () => T): T => {
    buffer.flush()
    return safely(action)
  }
  return {
    createRun: (header) => atomically(() => runs.insert(header, writer ?? describeProcess())),
    markWarmUp(runId, at) {
      buffer.flush()
      atomically(() => requests.markWarmUp(keyOf(runId), at))
    },
    finishRun(header) {
      buffer.flush()
      if (!atomically(() => runs.update(header))) missing(header.runId)
    },
    deleteRun(runId) {
      buffer.flush()
      if (!atomically(() => runs.remove(runId))) missing(runId)
    },
    findRun: (reference) => read(() => runs.read(findRunId(database, reference, path)) ?? missing(reference)),
    stateOf: (runId) =>
      read(() => stateOf((runs.read(runId) ?? missing(runId)).state, runs.writer(runId) ?? missing(runId))),
    listRuns: (filter) => read(() => listRuns(database, filter)),
    findSamePrompts: (sent) => read(() => findSamePrompts(database, sent)),
  }
}

function recordMethods(
  { requests, safely, keyOf }: Connection,
  buffer: WriteBuffer<WrittenRow>,
): Pick<Store, 'records' | 'packedRecords'> {
  const rowsOf = (runId: string, how?: 'packed') => {
    buffer.flush()
    return requests.all(
      safely(() => keyOf(runId)),
      how,
    )
  }
  return {
    packedRecords: (runId) => safely(() => [...rowsOf(runId, 'packed')]),
    *records(runId) {
      const rows = rowsOf(runId)
      for (let next = safely(() => rows.next()); !next.done; next = safely(() => rows.next())) yield next.value
    },
  }
}

function missing(runId: string): never {
  throw new InfbenchError('run.unknown', {
    message: `run ${JSON.stringify(runId)}: expected the id of a stored run`,
    hint: 'infbench list shows all runs',
  })
}
