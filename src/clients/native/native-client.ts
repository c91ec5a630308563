import { type Clock, originOf } from '../../core/clock.ts'
import { nsToMs } from '../../core/units.ts'
import { AbortWatch, cancelled } from '../abort-watch.ts'
import { type BodyRoom, BodySizes } from '../body-log.ts'
import type { Client, DueTime, ExchangeFailure, PreparedRequest, RawExchange, ReadLag } from '../client.ts'
import { type Address, addressesOf, literalAddress } from '../http1/addresses.ts'
import { causeOf } from '../http1/connection.ts'
import { longestTimerMs } from '../exchange.ts'
import { requestPrefix } from '../http1/request-head.ts'
import { closed, ExchangeEnds, factCount, idOf, noConnection } from './exchange-end.ts'
import type { Wire, WireClass } from './load-wire.ts'
import { readLagOf } from './read-lag.ts'
import { PendingRequest, unsent } from './pending-request.ts'

/**
 * HTTP/1.1 on sockets that a thread of the harness's own addon writes, reads, stamps and de-frames: JavaScript runs once to send
 * a request and once when its answer has ended, never for a token. The rules are those of the raw client, and so are the tests.
 */
export class NativeClient implements Client {
  readonly transport = 'native'
  readonly #clock: Clock
  readonly #base: URL
  readonly #prefix: ReturnType<typeof requestPrefix>
  /** Heads by path, of requests without fields of their own. */
  readonly #heads = new Map<string, Buffer>()
  readonly #wire: Wire
  readonly #ends: ExchangeEnds
  readonly #facts = new Float64Array(factCount)
  readonly #pending = new Map<number, PendingRequest>()
  readonly #warming = new Map<number, () => void>()
  readonly #watch = new AbortWatch()
  readonly #sizes = new BodySizes()
  #addresses: readonly Address[] = []
  #looking: Promise<string | null> | null = null
  #nextId = 0
  #closed = false

  constructor(
    options: { baseUrl: string; headers: Readonly<Record<string, string>>; clock: Clock },
    WireOfAddon: WireClass,
  ) {
    this.#clock = options.clock
    this.#base = new URL(options.baseUrl)
    this.#prefix = requestPrefix(this.#base, options.headers)
    this.#wire = new WireOfAddon(originOf(options.clock), () => this.#takeOne())
    this.#ends = new ExchangeEnds(this.#wire, this.#sizes, () => this.#addresses)
    const literal = literalAddress(this.#base)
    if (literal !== null) this.#use([literal])
  }

  get connectionsOpened(): number {
    return this.#wire.opened()
  }

  async warm(connections: number): Promise<void> {
    if ((await this.#lookUp()) !== null || this.#closed) return
    await new Promise<void>((resolve) => {
      const id = this.#newId()
      this.#warming.set(id, resolve)
      this.#hold()
      this.#wire.warm(id, connections)
    })
  }

  send(request: PreparedRequest, signal: AbortSignal): Promise<RawExchange> {
    return new Promise((resolve) => {
      // Nothing can take it back: it is never null.
      this.#begin(request, 0, null, signal, (raw) => raw !== null && resolve(raw))
    })
  }

  sendAt(request: PreparedRequest, { at, unless }: DueTime, signal: AbortSignal): Promise<RawExchange | null> {
    return new Promise((resolve) => {
      if (unless.aborted) resolve(null)
      else this.#begin(request, at, unless, signal, resolve)
    })
  }

  takeReadLag(): ReadLag | null {
    return readLagOf(this.#wire.readLags?.() ?? new Float64Array(0))
  }

  reuse(room: BodyRoom): void {
    this.#sizes.giveRoom(room)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#wire.close()
    while (this.#takeOne());
  }

  #begin(
    request: PreparedRequest,
    dueAt: number,
    unless: AbortSignal | null,
    signal: AbortSignal,
    resolve: (raw: RawExchange | null) => void,
  ): void {
    const recalled = unless === null ? null : this.#watch.watchedBy(unless)
    const pending = new PendingRequest({
      ...{ id: this.#newId(), request, dueAt, resolve, recalled },
      ...{ watched: this.#watch.watchedBy(signal), wire: this.#wire },
    })
    if (signal.aborted || this.#closed)
      return pending.end(unsent(this.#clock.nowNs(), signal.aborted ? cancelled : closed))
    if (this.#addresses.length === 0) void this.#sendLater(pending)
    else this.#sendNow(pending)
  }

  #newId(): number {
    this.#nextId = (this.#nextId + 1) >>> 0
    return this.#nextId
  }

  #sendNow(pending: PendingRequest): void {
    const { id, request, dueAt } = pending
    const { path, body, headers, connection = -1, timeoutNs } = request
    this.#pending.set(id, pending)
    if (this.#pending.size === 1) this.#hold()
    this.#wire.send(
      id,
      headers === undefined ? this.#headOf(path) : Buffer.from(this.#prefix(path, headers), 'latin1'),
      body,
      connection,
      timeoutNs,
      dueAt,
    )
  }

  #headOf(path: string): Buffer {
    const known = this.#heads.get(path)
    if (known !== undefined) return known
    const head = Buffer.from(this.#prefix(path), 'latin1')
    this.#heads.set(path, head)
    return head
  }

  /** The first requests, while the name is looked up: their time runs already. */
  async #sendLater(pending: PendingRequest): Promise<void> {
    const { request } = pending
    const fail = (failure: ExchangeFailure) => pending.end(unsent(this.#clock.nowNs(), failure))
    pending.onStop = () => fail(cancelled)
    const patienceMs = Math.min(Math.ceil(nsToMs(request.timeoutNs)), longestTimerMs)
    const timer = setTimeout(() => fail(noConnection(request)), patienceMs)
    const fault = await this.#lookUp()
    clearTimeout(timer)
    pending.onStop = null
    if (pending.ended) return
    if (this.#closed) fail(closed)
    else if (fault === null) this.#sendNow(pending)
    else fail({ kind: 'connect', detail: fault })
  }

  /** Knows the addresses afterwards; says what was wrong, or null. */
  #lookUp(): Promise<string | null> {
    if (this.#addresses.length > 0) return Promise.resolve(null)
    this.#looking ??= addressesOf(this.#base)
      .then(
        (addresses) => this.#use(addresses),
        (error: Error) => causeOf(error),
      )
      .finally(() => {
        this.#looking = null
      })
    return this.#looking
  }

  #use(addresses: readonly Address[]): string | null {
    if (!this.#wire.useAddresses(addresses.map(({ host, port }) => [host, `${port}`] as const)))
      return `${this.#base.hostname}: expected addresses, got ${JSON.stringify(addresses)}`
    this.#addresses = addresses
    return null
  }

  /** Takes one that has ended; false: there is none. Called for each, so that what follows from one is done before the next. */
  #takeOne(): boolean {
    if (!this.#wire.next(this.#facts)) return false
    const id = idOf(this.#facts)
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    if (pending === undefined) {
      this.#warming.get(id)?.()
      this.#warming.delete(id)
    } else {
      pending.end(this.#ends.read(this.#facts, pending.request))
    }
    if (this.#pending.size === 0) this.#hold()
    return true
  }

  #hold(): void {
    this.#wire.hold(this.#pending.size + this.#warming.size > 0)
  }
}
