import { connect, type Socket } from 'node:net'
import type { Clock } from '../../core/clock.ts'
import { sToNs } from '../../core/units.ts'
import type { ExchangeFailure } from '../client.ts'
import type { Exchange } from '../exchange.ts'
import type { Address } from './addresses.ts'
import type { HeadReader } from './response-head.ts'
import { ResponseReader } from './response-reader.ts'

/** What the pool must know of its connections. */
export interface ConnectionEvents {
  connected(connection: Connection): void
  /** Ready for another request. */
  idle(connection: Connection): void
  /** Never usable again; idempotent. `error` when the connection never came to be. */
  closed(connection: Connection, error: Error | null): void
  /** The peer had dropped this kept connection before it saw the request: nothing was received. */
  stale(exchange: Exchange): void
}

/** What the connections of a client use in turns. */
export interface Shared {
  readonly readBuffer: Uint8Array
  readonly heads: HeadReader
}

// A server announces when it will close an idle connection; reuse stops this long before, so that the two do not cross.
const idleMarginNs = sToNs(1)

/** One keep-alive connection carrying at most one exchange. Every read is stamped before anything else is done with it. */
export class Connection {
  open = false
  readonly #socket: Socket
  readonly #clock: Clock
  readonly #events: ConnectionEvents
  readonly #heads: HeadReader
  #exchange: Exchange | null = null
  #reader: ResponseReader | null = null
  #served = 0
  #received = false
  #closed = false
  #usableUntil = Number.POSITIVE_INFINITY
  #error: Error | null = null

  /** `shared` may be that of all connections of a thread: bytes are copied out before the next read. */
  constructor(address: Address, shared: Shared, clock: Clock, events: ConnectionEvents) {
    this.#heads = shared.heads
    this.#clock = clock
    this.#events = events
    const onread = {
      buffer: shared.readBuffer,
      callback: (length: number, bytes: Uint8Array) => {
        this.#read(length, bytes, clock.nowNs())
        return true
      },
    }
    this.#socket = connect({ ...address, noDelay: true, autoSelectFamily: false, onread })
    this.#socket.once('connect', () => {
      this.open = true
      events.connected(this)
    })
    this.#socket.once('end', () => this.#ended(clock.nowNs()))
    this.#socket.on('error', (error) => {
      this.#error = error
    })
    this.#socket.once('close', () => this.#gone(clock.nowNs()))
  }

  /** Whether an idle connection may still be given a request. */
  usable(now: number): boolean {
    return this.open && !this.#closed && now < this.#usableUntil
  }

  /** Writes the request, head and body, in one go. */
  start(exchange: Exchange, request: readonly Buffer[]): void {
    this.#exchange = exchange
    this.#reader = new ResponseReader(exchange.log, this.#heads)
    this.#received = false
    exchange.interrupt = () => this.destroy()
    exchange.sentAt ??= this.#clock.nowNs()
    if (request.length > 1) this.#socket.cork()
    for (const bytes of request) this.#socket.write(bytes)
    if (request.length > 1) this.#socket.uncork()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  #read(length: number, bytes: Uint8Array, at: number): void {
    const exchange = this.#exchange
    const reader = this.#reader
    if (exchange === null || reader === null || exchange.ended) return this.destroy()
    this.#received = true
    const state = reader.feed(bytes, length, at)
    if (exchange.headersAt === null && reader.head !== null) this.#noteHead(exchange, reader)
    if (state === 'done') this.#complete(exchange, reader, at)
    else if (state === 'malformed') this.#fail(at, { kind: 'malformed', detail: reader.fault })
  }

  #noteHead(exchange: Exchange, reader: ResponseReader): void {
    exchange.headersAt = reader.headersAt
    exchange.status = reader.head?.status ?? null
    exchange.contentType = reader.head?.contentType ?? null
    exchange.retryAfter = reader.head?.retryAfter ?? null
  }

  #complete(exchange: Exchange, reader: ResponseReader, at: number): void {
    const head = reader.head
    this.#exchange = null
    this.#reader = null
    this.#served++
    const reusable = head?.keepAlive === true && !reader.surplus && this.#socket.writableLength === 0
    if (head?.idleSeconds != null) this.#usableUntil = at + sToNs(head.idleSeconds) - idleMarginNs
    // The connection goes back first, so that whoever awaits this answer finds it for the next request.
    if (reusable) this.#events.idle(this)
    else this.destroy()
    exchange.finish(at, null)
  }

  #fail(at: number, failure: ExchangeFailure): void {
    const exchange = this.#exchange
    this.#exchange = null
    this.destroy()
    exchange?.finish(at, failure)
  }

  #ended(at: number): void {
    const exchange = this.#exchange
    const reader = this.#reader
    if (exchange !== null && reader !== null && reader.end() === 'done') this.#complete(exchange, reader, at)
  }

  #gone(at: number): void {
    if (this.#closed) return
    this.#closed = true
    const exchange = this.#exchange
    this.#exchange = null
    this.#events.closed(this, this.open ? null : (this.#error ?? new Error('connection closed while connecting')))
    if (exchange === null || exchange.ended) return
    if (!this.#received && this.#served > 0 && !exchange.retried) this.#events.stale(exchange)
    else exchange.finish(at, { kind: 'cut', detail: this.#cutDetail(exchange) })
  }

  #cutDetail(exchange: Exchange): string {
    const how = this.#error === null ? 'the server closed the connection' : causeOf(this.#error)
    if (!this.#received) return `${how} before any response byte`
    if (exchange.headersAt === null) return `${how} inside the response headers`
    const owed = this.#reader?.owed ?? null
    return `${how} after ${exchange.log.length} body bytes${owed === null ? '' : `, ${owed} bytes short`}`
  }
}

/** `ECONNRESET`: what it means; any other: its own message, on one line. */
export function causeOf(error: Error): string {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ECONNRESET' || code === 'EPIPE') return `the server reset the connection (${code})`
  return error.message === '' ? (code ?? error.name) : (error.message.split('\n')[0] as string)
}
