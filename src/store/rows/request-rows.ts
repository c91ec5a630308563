/** Request records as rows of `requests`, and back; the one place that knows both shapes. */
import type { Database } from 'better-sqlite3'
import { InfbenchError } from '../../core/errors.ts'
import type { Outcome, RequestRecord, TokenEvents } from '../../core/request-record.ts'
import { decodeEvents, encodeEvents } from './event-codec.ts'

/** Columns in the order of `toRow`'s values. */
const columns = [
  ...['position', 'phase', 'class_name', 'asked_input_tokens', 'asked_output_tokens'],
  ...['scheduled_at', 'sent_at', 'headers_at', 'first_chunk_at', 'first_token_at', 'first_visible_at', 'last_token_at'],
  ...['done_at', 'input_tokens', 'output_tokens', 'counted_by', 'cached_tokens', 'http_status', 'finish_reason'],
  ...['outcome', 'outcome_detail', 'events', 'session', 'turn', 'done_marker'],
] as const

const recount = `ON CONFLICT (run, position) DO UPDATE
SET output_tokens = excluded.output_tokens, counted_by = excluded.counted_by, events = excluded.events
WHERE counted_by = 'events' AND excluded.counted_by = 'tokenizer' AND done_at = excluded.done_at`

/** A record as its row: its events packed, in a third of their memory. */
export type WrittenRow = readonly (string | number | Uint8Array | null)[]

/** Rows read at once; reading in pages leaves the connection free for other statements in between. */
const pageRows = 32

export interface RequestRows {
  /** Adds a record, or the better token count of one that is there by its events; any other second one is a bug and thrown. */
  insert(run: number, row: WrittenRow): void
  /** Makes requests scheduled before `at` warm-up. */
  markWarmUp(run: number, at: number): void
  /** All records of a run, by position; those written while reading are included. `packed`: each unpacks its events whenever they are asked for. */
  all(run: number, how?: 'packed'): Generator<RequestRecord>
}

export function requestRows(database: Database): RequestRows {
  const places = columns.map(() => '?').join(', ')
  const insert = database.prepare(`INSERT INTO requests (run, ${columns.join(', ')}) VALUES (?, ${places}) ${recount}`)
  const mark = database.prepare("UPDATE requests SET phase = 'warmup' WHERE run = ? AND scheduled_at < ?")
  const page = database.prepare<[number, number, number], RequestRow>(
    'SELECT * FROM requests WHERE run = ? AND position > ? ORDER BY position LIMIT ?',
  )
  return {
    insert(run, row) {
      if (insert.run(run, ...row).changes === 0)
        throw new InfbenchError('internal', { message: `request ${row[0]} was stored twice` })
    },
    markWarmUp: (run, at) => void mark.run(run, Math.round(at)),
    *all(run, how) {
      let last = -1
      for (let rows = page.all(run, last, pageRows); rows.length > 0; rows = page.all(run, last, pageRows)) {
        for (const row of rows) yield how === 'packed' ? packedRecord(row) : toRecord(row)
        last = (rows.at(-1) as RequestRow).position
      }
    },
  }
}

/** The columns of a stored request. Instants are whole ns since the run's start. */
interface RequestRow {
  readonly position: number
  readonly phase: RequestRecord['phase']
  readonly class_name: string
  readonly asked_input_tokens: number
  readonly asked_output_tokens: number
  readonly scheduled_at: number
  readonly sent_at: number | null
  readonly headers_at: number | null
  readonly first_chunk_at: number | null
  readonly first_token_at: number | null
  readonly first_visible_at: number | null
  readonly last_token_at: number | null
  readonly done_at: number
  readonly input_tokens: number | null
  readonly output_tokens: number | null
  readonly counted_by: RequestRecord['countedBy']
  readonly cached_tokens: number | null
  readonly http_status: number | null
  readonly finish_reason: string | null
  readonly outcome: Outcome['kind']
  readonly outcome_detail: string | null
  readonly events: Uint8Array
  readonly session: number | null
  readonly turn: number | null
  readonly done_marker: number | null
}

const whole = (at: number | null) => (at === null ? null : Math.round(at))

/** Values in the order of the columns after the run's; throws RangeError on instants that cannot be stored. */
export function toRow(r: RequestRecord): WrittenRow {
  return [
    ...[r.index, r.phase, r.className, r.asked.inputTokens, r.asked.outputTokens],
    ...[r.scheduledAt, r.sentAt, r.headersAt, r.firstChunkAt, r.firstTokenAt].map(whole),
    ...[r.firstVisibleAt, r.lastTokenAt, r.doneAt].map(whole),
    ...[r.inputTokens, r.outputTokens, r.countedBy, r.cachedTokens, r.httpStatus, r.finishReason],
    ...[r.outcome.kind, r.outcome.kind === 'ok' ? null : r.outcome.detail, encodeEvents(r.events)],
    ...[r.session?.number ?? null, r.session?.turn ?? null, r.doneMarker === null ? null : Number(r.doneMarker)],
  ]
}

function toRecord(row: RequestRow): RequestRecord {
  return { ...withoutEvents(row), events: readEvents(row) }
}

function packedRecord(row: RequestRow): RequestRecord {
  const packed = { position: row.position, events: row.events }
  return Object.defineProperty(withoutEvents(row), 'events', {
    enumerable: true,
    get: () => readEvents(packed),
  }) as RequestRecord
}

function withoutEvents(row: RequestRow): Omit<RequestRecord, 'events'> {
  return {
    index: row.position,
    phase: row.phase,
    className: row.class_name,
    asked: { inputTokens: row.asked_input_tokens, outputTokens: row.asked_output_tokens },
    scheduledAt: row.scheduled_at,
    sentAt: row.sent_at,
    headersAt: row.headers_at,
    firstChunkAt: row.first_chunk_at,
    firstTokenAt: row.first_token_at,
    firstVisibleAt: row.first_visible_at,
    lastTokenAt: row.last_token_at,
    doneAt: row.done_at,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    countedBy: row.counted_by,
    cachedTokens: row.cached_tokens,
    httpStatus: row.http_status,
    finishReason: row.finish_reason,
    doneMarker: row.done_marker === null ? null : row.done_marker === 1,
    outcome: row.outcome === 'ok' ? { kind: 'ok' } : { kind: row.outcome, detail: row.outcome_detail ?? '' },
    ...(row.session === null ? {} : { session: { number: row.session, turn: row.turn ?? 0 } }),
  }
}

function readEvents({ position, events }: Pick<RequestRow, 'position' | 'events'>): TokenEvents {
  try {
    return decodeEvents(events)
  } catch (cause) {
    const message = `request ${position} in the store: ${(cause as Error).message}`
    throw new InfbenchError('store.unreadable', {
      message,
      hint: 'infbench db check tells what else is damaged',
      cause,
    })
  }
}
