import type { Clock } from '../../core/clock.ts'
import { AbortWatch, cancelled } from '../abort-watch.ts'
import { type BodyRoom, BodySizes } from '../body-log.ts'
import type { Client, PreparedRequest, RawExchange } from '../client.ts'
import { Exchange } from '../exchange.ts'
import { type Address, addressesOf } from './addresses.ts'
import { causeOf, Connection, type ConnectionEvents } from './connection.ts'
import { KeptConnections } from './kept-connections.ts'
import { requestWriter } from './request-head.ts'
import { HeadReader } from './response-head.ts'

/**
 * HTTP/1.1 on plain sockets: as many connections as there are requests at once, each kept and reused, the last used first.
 * The name is resolved once; of several addresses the first that answers is kept.
 */
const readBufferBytes = 64 * 1024

export class RawClient implements Client, ConnectionEvents {
  readonly transport = 'node'
  #opened = 0
  readonly #clock: Clock
  readonly #base: URL
  readonly #write: ReturnType<typeof requestWriter>
  readonly #shared = { readBuffer: Buffer.allocUnsafeSlow(readBufferBytes), heads: new HeadReader() }
  readonly #idle: Connection[] = []
  readonly #kept = new KeptConnections<Connection>()
  readonly #all = new Set<Connection>()
  readonly #waiting = new Map<Connection, { exchange: Exchange | null; attempt: number; ready: (() => void) | null }>()
  readonly #watch = new AbortWatch()
  readonly #sizes = new BodySizes()
  #addresses: Promise<readonly Address[]> | null = null
  #known: readonly Address[] = []

  constructor(options: { baseUrl: string; headers: Readonly<Record<string, string>>; clock: Clock }) {
    this.#clock = options.clock
    this.#base = new URL(options.baseUrl)
    this.#write = requestWriter(this.#base, options.headers)
  }

  get connectionsOpened(): number {
    return this.#opened
  }

  async warm(connections: number): Promise<void> {
    const missing = Math.max(0, connections - this.#idle.length)
    await Promise.all(
      Array.from({ length: missing }, () => new Promise<void>((ready) => void this.#dial(null, 0, ready))),
    )
  }

  send(request: PreparedRequest, signal: AbortSignal): Promise<RawExchange> {
    return new Promise((resolve) => {
      const exchange = new Exchange(request, this.#clock, this.#sizes, resolve)
      if (signal.aborted) return exchange.stop(cancelled)
      this.#watch.add(signal, exchange)
      const connection = this.#takeIdle(request.connection)
      if (connection === null) void this.#dial(exchange, 0, null)
      else this.#start(connection, exchange)
    })
  }

  reuse(room: BodyRoom): void {
    this.#sizes.giveRoom(room)
  }

  async close(): Promise<void> {
    for (const connection of [...this.#all]) connection.destroy()
    this.#idle.length = 0
  }

  connected(connection: Connection): void {
    const waiting = this.#waiting.get(connection)
    this.#waiting.delete(connection)
    this.#opened++
    if (waiting !== undefined && waiting.attempt > 0) this.#prefer(waiting.attempt)
    if (waiting?.exchange == null || waiting.exchange.ended) this.idle(connection)
    else this.#start(connection, waiting.exchange)
    waiting?.ready?.()
  }

  idle(connection: Connection): void {
    this.#idle.push(connection)
  }

  closed(connection: Connection, error: Error | null): void {
    this.#all.delete(connection)
    this.#kept.drop(connection)
    const place = this.#idle.indexOf(connection)
    if (place >= 0) this.#idle.splice(place, 1)
    const waiting = this.#waiting.get(connection)
    if (waiting === undefined) return
    this.#waiting.delete(connection)
    const { exchange, attempt, ready } = waiting
    if (attempt + 1 < this.#known.length && exchange?.ended !== true)
      return void this.#dial(exchange, attempt + 1, ready)
    exchange?.finish(this.#clock.nowNs(), {
      kind: 'connect',
      detail: error === null ? 'connection closed' : causeOf(error),
    })
    ready?.()
  }

  stale(exchange: Exchange): void {
    exchange.retried = true
    void this.#dial(exchange, 0, null)
  }

  #takeIdle(number: number | undefined): Connection | null {
    for (let place = this.#kept.find(this.#idle, number); place >= 0; place = this.#kept.find(this.#idle, number)) {
      const connection = this.#idle.splice(place, 1)[0] as Connection
      if (connection.usable(this.#clock.nowNs())) return connection
      connection.destroy()
    }
    return null
  }

  #start(connection: Connection, exchange: Exchange): void {
    const { path, body, headers, connection: number } = exchange.request
    if (number !== undefined) this.#kept.keep(connection, number)
    connection.start(exchange, this.#write(path, body, headers))
  }

  async #dial(exchange: Exchange | null, attempt: number, ready: (() => void) | null): Promise<void> {
    if (this.#known.length === 0) {
      const fault = await this.#resolve()
      if (fault !== null) {
        exchange?.finish(this.#clock.nowNs(), { kind: 'connect', detail: fault })
        return ready?.()
      }
    }
    if (exchange?.ended === true) return
    const connection = new Connection(this.#known[attempt] as Address, this.#shared, this.#clock, this)
    this.#all.add(connection)
    this.#waiting.set(connection, { exchange, attempt, ready })
    if (exchange !== null) exchange.interrupt = () => connection.destroy()
  }

  /** Fills `#known`; says what was wrong, or null. */
  async #resolve(): Promise<string | null> {
    this.#addresses ??= addressesOf(this.#base)
    try {
      const found = await this.#addresses
      if (this.#known.length === 0) this.#known = found
      return null
    } catch (error) {
      this.#addresses = null
      return causeOf(error as Error)
    }
  }

  #prefer(attempt: number): void {
    const good = this.#known[attempt]
    if (good !== undefined) this.#known = [good, ...this.#known.filter((address) => address !== good)]
  }
}
