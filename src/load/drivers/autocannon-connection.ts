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
 * an answer came, and when it was whole; not when further bytes came. Autocannon forgets a request whose connection the
 * server closes; here it ends as cut the moment the next one is sent.
 */
export class AutocannonConnection {
  readonly client: AutocannonClient
  readonly #clock: Clock
  readonly #events: ConnectionEvents
  #ready: ReadyRequest | null = null
  #underway: Underway | null = null
  #headersAt: number | null = null
  #firstChunkAt: number | null = null

  constructor(client: AutocannonClient, clock: Clock, events: ConnectionEvents) {
    this.client = client
    this.#clock = clock
    this.#events = events
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
    if (this.#underway !== null && this.#underway.ready === unbuilt) this.#begin(this.#underway.sentAt)
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

  /** What was under way ends like that; nothing if nothing was. */
  fail(failure: ExchangeFailure): void {
    const none = { status: null, contentType: null, body: new Uint8Array(0), readAt: new Float64Array(0) }
    this.#end({ ...none, failure }, this.#clock.nowNs())
  }

  #send(): void {
    this.#forget()
    const sentAt = this.#clock.nowNs()
    // The first send of a connection was built with it; every other is built right after this.
    if (this.client.reqsMade === 0) this.#begin(sentAt)
    else this.#underway = { ready: unbuilt, sentAt }
  }

  /** Autocannon goes on without a word: its time was up (it says so only after the next send), or its connection ended. */
  #forget(): void {
    if (this.#underway === null || this.#underway.ready === unbuilt) return
    const { ready, sentAt } = this.#underway
    const waitedNs = this.#clock.nowNs() - sentAt
    this.fail(waitedNs >= ready.prepared.timeoutNs - timerSlackNs ? timedOut : forgotten)
  }

  #begin(sentAt: number): void {
    this.#underway = this.#ready === null ? null : { ready: this.#ready, sentAt }
    this.#ready = null
    this.#headersAt = null
    this.#firstChunkAt = null
    this.#events.sent()
  }

  #end(wire: Pick<RawExchange, 'status' | 'contentType' | 'body' | 'readAt' | 'failure'>, doneAt: number): void {
    const underway = this.#underway
    this.#underway = null
    if (underway === null || underway.ready === unbuilt) return
    const readEnds = wire.readAt.length === 0 ? new Uint32Array(0) : Uint32Array.of(wire.body.length)
    const raw = { ...wire, readEnds, sentAt: underway.sentAt, headersAt: this.#headersAt, retryAfter: null, doneAt }
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

/** Stands for a send whose body is about to be built. */
const unbuilt = {} as ReadyRequest
