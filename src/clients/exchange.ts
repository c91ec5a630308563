import type { Clock } from '../core/clock.ts'
import { nsToMs, nsToS } from '../core/units.ts'
import { BodyLog, type BodySizes } from './body-log.ts'
import type { ExchangeFailure, PreparedRequest, RawExchange } from './client.ts'

/**
 * One request under way, whatever transport carries it: collects what the wire shows, ends exactly once, and then lets go
 * of its timer and its place among the abortable. `interrupt` is the transport's way to stop working for it.
 */
/** What a timer of Node takes at most. */
export const longestTimerMs = 2 ** 31 - 1

export class Exchange {
  readonly request: PreparedRequest
  readonly log: BodyLog
  sentAt: number | null = null
  headersAt: number | null = null
  status: number | null = null
  contentType: string | null = null
  retryAfter: string | null = null
  /** The request was already written once, on a connection that turned out to be dead. */
  retried = false
  /** Called when the exchange ends early (timeout, abort); the transport must drop the connection. */
  interrupt: (() => void) | null = null

  readonly #clock: Clock
  readonly #resolve: (raw: RawExchange) => void
  readonly #timer: NodeJS.Timeout
  #onEnd: (() => void) | null = null
  #ended = false

  constructor(request: PreparedRequest, clock: Clock, sizes: BodySizes, resolve: (raw: RawExchange) => void) {
    this.request = request
    this.log = new BodyLog(sizes)
    this.#clock = clock
    this.#resolve = resolve
    // Timers of one duration share a list in Node: starting and stopping one is O(1), thousands in flight cost nothing.
    this.#timer = setTimeout(() => this.#timeOut(), Math.min(Math.ceil(nsToMs(request.timeoutNs)), longestTimerMs))
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Runs once when the exchange has ended, however it did. */
  onEnd(run: () => void): void {
    this.#onEnd = run
  }

  finish(at: number, failure: ExchangeFailure | null): void {
    if (this.#ended) return
    this.#ended = true
    clearTimeout(this.#timer)
    this.#onEnd?.()
    this.interrupt = null
    const { sentAt, headersAt, status, contentType, retryAfter } = this
    this.#resolve({ sentAt, headersAt, status, contentType, retryAfter, ...this.log.take(), doneAt: at, failure })
  }

  /** Ends the exchange from outside the transport, which is told to drop the connection. */
  stop(failure: ExchangeFailure): void {
    if (this.#ended) return
    const interrupt = this.interrupt
    this.finish(this.#clock.nowNs(), failure)
    interrupt?.()
  }

  #timeOut(): void {
    const limit = `${nsToS(this.request.timeoutNs)} s`
    if (this.sentAt === null) return this.stop({ kind: 'connect', detail: `no connection within ${limit}` })
    const seen = this.headersAt === null ? 'no response' : `${this.log.length} body bytes`
    this.stop({ kind: 'timeout', detail: `no complete answer within ${limit} (${seen} so far)` })
  }
}
