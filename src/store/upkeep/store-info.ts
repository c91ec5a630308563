import { statSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { countEvents } from '../rows/event-codec.ts'

/** What a store holds, and what it takes. */
export interface StoreInfo {
  /** The file and the log beside it, bytes. */
  readonly fileBytes: number
  readonly logBytes: number
  /** Of the file, room of what was deleted: `vacuum` gives it back. */
  readonly freeBytes: number
  readonly schemaVersion: number
  readonly sqliteVersion: string
  readonly counts: Readonly<Record<Counted | 'events', number>>
  /** The packed token times alone, bytes. */
  readonly eventBytes: number
  /** File without its free room, per event; null where there are none. */
  readonly bytesPerEvent: number | null
  /** Wall time of the first run and the last, ms since 1970; null: no runs. */
  readonly oldestMs: number | null
  readonly newestMs: number | null
}

const counted = ['runs', 'requests', 'documents', 'notes', 'baselines', 'sweeps', 'certificates'] as const
type Counted = (typeof counted)[number]

export function storeInfo(database: Database, path: string): StoreInfo {
  const number = (sql: string) => database.prepare<[], number>(sql).pluck().get() ?? 0
  const pragma = (name: string) => database.pragma(name, { simple: true }) as number
  const pageBytes = pragma('page_size')
  const freeBytes = pragma('freelist_count') * pageBytes
  const events = eventsOf(database)
  const usedBytes = pragma('page_count') * pageBytes - freeBytes
  const counts = counted.map((table) => [table, number(`SELECT count(*) FROM ${table}`)])
  return {
    ...{ fileBytes: pragma('page_count') * pageBytes, logBytes: sizeOf(`${path}-wal`), freeBytes },
    schemaVersion: pragma('user_version'),
    sqliteVersion: database.prepare<[], string>('SELECT sqlite_version()').pluck().get() as string,
    counts: { ...(Object.fromEntries(counts) as Record<Counted, number>), events: events.count },
    eventBytes: events.bytes,
    bytesPerEvent: events.count === 0 ? null : usedBytes / events.count,
    ...(database.prepare('SELECT min(started_at_ms) AS oldestMs, max(started_at_ms) AS newestMs FROM runs').get() as {
      oldestMs: number | null
      newestMs: number | null
    }),
  }
}

/** Their number stands at the start of each request's, which is all that is read of them. */
function eventsOf(database: Database): { readonly count: number; readonly bytes: number } {
  const rows = database
    .prepare<[], { head: Uint8Array; bytes: number }>(
      "SELECT substr(events, 1, 9) AS head, length(events) AS bytes FROM requests WHERE events <> x''",
    )
    .iterate()
  let [count, bytes] = [0, 0]
  for (const row of rows) {
    count += countEvents(row.head)
    bytes += row.bytes
  }
  return { count, bytes }
}

/** Bytes; 0 where there is no such file. */
export const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0
