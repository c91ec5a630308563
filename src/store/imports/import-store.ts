import type { Database } from 'better-sqlite3'
import type { ImportedFacts, ImportOrigin } from '../../core/imported/imported-figure.ts'
import type { RequestRecord } from '../../core/request-record.ts'
import type { RunHeader } from '../../core/run-header.ts'
import type { JsonDocument } from '../rows/document-rows.ts'
import { type RequestRows, toRow } from '../rows/request-rows.ts'
import type { RunRows } from '../rows/run-rows.ts'
import { describeProcess } from '../writer-process.ts'
import { importRows } from './import-rows.ts'

/** A run as it is imported: all that the store keeps of it. */
export interface ImportedStoredRun {
  readonly header: RunHeader
  readonly facts: ImportedFacts
  readonly records: readonly RequestRecord[]
  readonly document: JsonDocument
}

/** The part of the store that keeps runs of other tools. */
export interface ImportStore {
  /** Adds the runs of a file, all of them or none. */
  importRuns(runs: readonly ImportedStoredRun[]): void
  /** Null for a run that was measured here. */
  findImport(runId: string): ImportedFacts | null
  /** The run that was already made of this place of the file or of the same content; null: none. */
  findImported(origin: Pick<ImportOrigin, 'sha256' | 'position' | 'contentSha256'>): string | null
}

interface Connection {
  readonly database: Database
  readonly runs: RunRows
  readonly requests: RequestRows
  readonly safely: <T>(action: () => T) => T
  readonly atomically: <T>(action: () => T) => T
  readonly keyOf: (runId: string) => number
}

export function importStore({ database, runs, requests, safely, atomically, keyOf }: Connection): ImportStore {
  const rows = importRows(database)
  const insertDocument = database.prepare('INSERT INTO documents (run, schema, body) VALUES (?, ?, ?)')
  const add = ({ header, facts, records, document }: ImportedStoredRun) => {
    runs.insert(header, describeProcess())
    const key = keyOf(header.runId)
    rows.write(key, facts)
    for (const record of records) requests.insert(key, toRow(record))
    insertDocument.run(key, document.schema, JSON.stringify(document))
  }
  return {
    importRuns: (found) => atomically(() => found.forEach(add)),
    findImport: (runId) => safely(() => rows.read(keyOf(runId))),
    findImported: ({ sha256, position, contentSha256 }) => safely(() => rows.find(sha256, position, contentSha256)),
  }
}
