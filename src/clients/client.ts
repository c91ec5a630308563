import type { ClientTelemetry } from '../core/run-header.ts'
import type { BodyRoom } from './body-log.ts'

/**
 * A client sends one prepared request and reports when which bytes arrived; it parses nothing but HTTP framing. Reading the
 * bytes (SSE, JSON, token accounting) is `read-answer.ts`, later and off the timing path.
 */
export interface Client {
  /** Opens connections (at least `connections` stand idle afterwards) and warms code paths before the window. */
  warm(connections: number): Promise<void>
  /** Resolves when the answer has ended, failed or was aborted; never rejects: a failure is part of the exchange. */
  send(request: PreparedRequest, signal: AbortSignal): Promise<RawExchange>
  /**
   * Sends when the request is due, from a thread that nothing on this one delays; to be called some milliseconds ahead. What is due
   * already goes at once. Null: it was taken back before it was due, and never sent. Absent where the client has no such thread.
   */
  sendAt?(request: PreparedRequest, due: DueTime, signal: AbortSignal): Promise<RawExchange | null>
  /**
   * How long bytes had been there when they were stamped, of what was read since the last call; null: nothing was compared. Absent
   * where the client cannot know.
   */
  takeReadLag?(): ReadLag | null
  readonly connectionsOpened: number
  /** What carries the requests; a run records it. */
  readonly transport: Transport
  /** Takes the buffers of an exchange that was read back, for answers to come. */
  reuse(room: BodyRoom): void
  close(): Promise<void>
}

/** ns; the percentiles are those of a sample of the reads, the largest is that of all that were compared. */
export type ReadLag = NonNullable<ClientTelemetry['readLagNs']>

/** `native`: the harness's own addon; `node`: Node's sockets; `undici`: TLS, and what else it is asked for. */
export const transports = ['native', 'node', 'undici'] as const
export type Transport = (typeof transports)[number]

export interface DueTime {
  /** ns of the client's clock; the request's time limit begins here. */
  readonly at: number
  /** Takes back what is not due yet when it aborts. */
  readonly unless: AbortSignal
}

/** Ready to be written: no work is left for the moment of sending. */
export interface PreparedRequest {
  /** Path below the target's base URL: `/chat/completions` or `/completions`. */
  readonly path: string
  readonly body: Buffer
  readonly timeoutNs: number
  /** Header fields of this request alone, over the target's. */
  readonly headers?: Readonly<Record<string, string>>
  /** Requests of one number go over one connection, which requests of other numbers leave alone; those at once open more. */
  readonly connection?: number
}

/** What the wire showed, in the run's clock. Owns its buffers, so that another thread may be given them. */
export interface RawExchange {
  readonly sentAt: number | null
  readonly headersAt: number | null
  readonly status: number | null
  readonly contentType: string | null
  readonly retryAfter: string | null
  /** Body bytes after HTTP de-framing, all socket reads joined. */
  readonly body: Uint8Array
  /** Socket read i brought the bytes before `body[readEnds[i]]` and was stamped `readAt[i]`, before any parsing. */
  readonly readEnds: Uint32Array
  readonly readAt: Float64Array
  readonly doneAt: number
  /** null: the HTTP response was complete. */
  readonly failure: null | ExchangeFailure
}

export interface ExchangeFailure {
  readonly kind: 'connect' | 'tls' | 'timeout' | 'cut' | 'malformed' | 'cancelled'
  readonly detail: string
}
