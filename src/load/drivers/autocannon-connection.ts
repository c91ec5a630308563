import type { ExchangeFailure, RawExchange } from '../../clients/client.ts'
import type { Clock } from '../../core/clock.ts'
import { msToNs } from '../../core/units.ts'
import type { ReadyRequest } from '../look-ahead.ts'
import type { AutocannonClient } from './autocannon-program.ts'

/** A request that a connection has sent, until its answer has ended. */
export interface Underway {
  readonly ready: ReadyRequest
  readonly sentAt: number
}

export interface ConnectionEvents {
  /** The next request of this connection. */
  next(): ReadyRequest
  sent(): void
  ended(underway: Underway, raw: RawExchange): void
}

/**
 * Turns what one connection of autocannon tells into exchanges. It tells when it sends, when the head and the first bytes of
 * an answer came, and when it was whole; not when further bytes came. Answers come in the order of their requests, of which so many
 * are under way at once as it pipelines. Autocannon forgets requests whose connection the server closes; here they end as cut the
 * moment it sends on.
 */
export class AutocannonConnection {
  readonly client: AutocannonClient
  readonly #clock: Clock
  readonly #events: ConnectionEvents
  readonly #pipelining: number
  /** Oldest first. */
  readonly #underway: Underway[] = []
  #ready: ReadyRequest | null = null
  /** Of a send whose body is about to be built. */
  #sendingAt: number | null = null
  #headersAt: number | null = null
  #firstChunkAt: number | null = null
  /** What the last request went over. */
  #conn: unknown = null
  #isEnding = false

  constructor(client: AutocannonClient, clock: Clock, events: ConnectionEvents, pipelining = 1) {
    this.client = client
    this.#clock = clock
    this.#events = events
    this.#pipelining = pipelining
    client.on('headers', () => {
      this.#headersAt ??= clock.nowNs()
    })
    client.on('body', () => {
      this.#firstChunkAt ??= clock.nowNs()
    })
    client.on('request', () => this.#send())
    client.on('connError', (error: Error) => this.fail(this.#failureOf(error)))
    client.on('done', () => this.#forget())
  }

  /** The body of the next send. The first is built before the connection sends it. */
  body(): Buffer {
    const ready = this.#events.next()
    this.#ready = ready
    if (this.#sendingAt !== null) this.#begin(this.#sendingAt)
    return ready.prepared.body
  }

  /** An answer has come whole. */
  answered(status: number, body: string, contentType: string | null): void {
    const bytes = Buffer.from(body)
    const at = this.#clock.nowNs()
    this.#end(
      { status, contentType, body: bytes, readAt: Float64Array.of(this.#firstChunkAt ?? at), failure: null },
      at,
    )
  }

  /** What is under way ends like that; nothing if nothing is. */
  fail(failure: ExchangeFailure): void {
    const none = { status: null, contentType: null, body: new Uint8Array(0), readAt: new Float64Array(0) }
    while (this.#underway.length > 0) this.#end({ ...none, failure }, this.#clock.nowNs())
  }

  /** Sends nothing more, and ends the connection once all under way is answered: autocannon's own limit would end it at the first. */
  endWhenAnswered(): void {
    const { client } = this
    if (this.#isEnding) return
    this.#isEnding = true
    const send = client._doRequest
    client._doRequest = () => {
      // The first body is built before the connection is, and counts as sent.
      if (client.reqsMade === 0 && this.#ready !== null) return send.call(client)
      if (client.conn !== this.#conn) this.#forget()
      if (this.#underway.length === 0) client.destroy()
    }
    const isIdle = this.#underway.length === 0 && this.#sendingAt === null && this.#ready === null
    if (isIdle && client.reqsMade > 0) client.destroy()
  }

  #send(): void {
    this.#conn = this.client.conn
    if (this.#underway.length >= this.#pipelining) this.#forget()
    const sentAt = this.#clock.nowNs()
    // The first send of a connection was built with it; every other is built right after this.
    if (this.client.reqsMade === 0) this.#begin(sentAt)
    else this.#sendingAt = sentAt
  }

  /** Autocannon goes on without a word: its time was up (it says so only after the next send), or its connection ended. */
  #forget(): void {
    const last = this.#underway.at(-1)
    if (last === undefined) return
    // Its timer begins anew with every send.
    const waitedNs = this.#clock.nowNs() - last.sentAt
    this.fail(waitedNs >= last.ready.prepared.timeoutNs - timerSlackNs ? timedOut : forgotten)
  }

  #begin(sentAt: number): void {
    this.#sendingAt = null
    if (this.#ready === null) return
    if (this.#underway.length === 0) this.#next()
    this.#underway.push({ ready: this.#ready, sentAt })
    this.#ready = null
    this.#events.sent()
  }

  /** What comes now belongs to another answer. */
  #next(): void {
    this.#headersAt = null
    this.#firstChunkAt = null
  }

  #end(wire: Pick<RawExchange, 'status' | 'contentType' | 'body' | 'readAt' | 'failure'>, doneAt: number): void {
    const underway = this.#underway.shift()
    const headersAt = this.#headersAt
    this.#next()
    if (underway === undefined) return
    const readEnds = wire.readAt.length === 0 ? new Uint32Array(0) : Uint32Array.of(wire.body.length)
    const raw = { ...wire, readEnds, sentAt: underway.sentAt, headersAt, retryAfter: null, doneAt }
    this.#events.ended(underway, raw)
  }

  #failureOf(error: Error): ExchangeFailure {
    const { code } = error as NodeJS.ErrnoException
    const refused = code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH'
    return { kind: refused ? 'connect' : 'cut', detail: error.message.split('\n')[0] ?? String(code) }
  }
}

/** Timers fire up to this early. */
const timerSlackNs = msToNs(2)
const timedOut: ExchangeFailure = { kind: 'timeout', detail: 'no complete answer in time' }
const forgotten: ExchangeFailure = {
  kind: 'cut',
  detail: 'the server closed the connection before its answer was complete',
}

/** The kind of an answer, from header fields as autocannon has them. */
export function contentType(fields: Readonly<Record<string, unknown>>): string | null {
  const found = Object.entries(fields).find(([name]) => name.toLowerCase() === 'content-type')
  return found === undefined ? null : String(found[1])
}
