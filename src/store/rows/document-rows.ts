import type { Database } from 'better-sqlite3'

/** Plain JSON that names its contract, e.g. `infbench.run/1`. */
export type JsonDocument = { readonly schema: string } & Readonly<Record<string, unknown>>

/** The part of the store that keeps documents made from runs. */
export interface DocumentStore {
  /** Keeps a JSON document made from the run, one per `schema`; replaces an earlier one. */
  saveDocument(runId: string, document: JsonDocument): void
  /** A kept document, null when there is none. */
  findDocument(runId: string, schema: string): unknown
}

interface Connection {
  readonly database: Database
  readonly safely: <T>(action: () => T) => T
  readonly atomically: <T>(action: () => T) => T
  readonly keyOf: (runId: string) => number
}

/** Keeps and finds documents; `flush` writes what waits. */
export function documentMethods({ database, safely, atomically, keyOf }: Connection, flush: () => void): DocumentStore {
  const insert = database.prepare(
    'INSERT INTO documents (run, schema, body) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body',
  )
  const select = database
    .prepare<[number, string], string>('SELECT body FROM documents WHERE run = ? AND schema = ?')
    .pluck()
  return {
    saveDocument(runId, document) {
      flush()
      atomically(() => insert.run(keyOf(runId), document.schema, JSON.stringify(document)))
    },
    findDocument(runId, schema) {
      const body = safely(() => select.get(keyOf(runId), schema))
      return body === undefined ? null : JSON.parse(String(body))
    },
  }
}
