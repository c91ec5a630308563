import type { ExchangeFailure } from '../../clients/client.ts'
import type { Clock } from '../../core/clock.ts'
import { apiOf, type CapturedExchange } from './captured-exchange.ts'
import { MessageFollower } from './message-follower.ts'
import { readHead, requestFraming, requestLine, responseFraming, withHost } from './message-head.ts'
import { type Holding, OpenExchange } from './open-exchange.ts'

/** What is told of the exchanges that go by on a connection. */
export interface ExchangeEvents {
  captured(exchange: CapturedExchange): void
  /** A completion that could not be recorded: too large, or its connection could not be followed. */
  missed(): void
  /** Something else than a completion went by. */
  passed(): void
}

/**
 * Watches both directions of a connection and tells requests and answers apart; answers come in the order of requests. The
 * request direction gives out what is to be sent on (`onPass`), which differs from what came in the `Host` line alone.
 */
export class ConnectionWatch {
  readonly #open: OpenExchange[] = []
  readonly #clock: Clock
  readonly #events: ExchangeEvents
  readonly #requests: MessageFollower
  readonly #answers: MessageFollower
  #requestAt = 0
  #answerAt = 0

  constructor(options: {
    readonly host: string
    readonly clock: Clock
    readonly holding: Holding
    readonly events: ExchangeEvents
    readonly onPass: (bytes: Buffer) => void
    /** The answers cannot be followed any more, so that the requests need not be either. */
    readonly onLost?: () => void
  }) {
    this.#clock = options.clock
    this.#events = options.events
    this.#requests = this.#followRequests(options)
    this.#answers = this.#followAnswers(options.onLost)
  }

  /** Requests that have not been answered in full. */
  get pending(): number {
    return this.#open.length
  }

  /** Takes a read from the client, and sends on through `onPass` what is to be sent on. */
  feedRequest(bytes: Buffer, at: number): void {
    this.#requestAt = at
    this.#requests.feed(bytes)
  }

  /** Takes a read from the upstream; what is sent on is the read itself. */
  feedAnswer(bytes: Buffer, at: number): void {
    this.#answerAt = at
    const current = this.#open[0]
    this.#answers.feed(bytes)
    current?.markAnswer(at)
    if (this.#open[0] !== current) this.#open[0]?.markAnswer(at)
  }

  /** The upstream will send no more, since `at`. */
  endAnswers(at: number): void {
    this.#answerAt = at
    this.#answers.close()
  }

  /** The connection is gone; what was under way ended like that. */
  close(failure: ExchangeFailure, at: number): void {
    this.endAnswers(at)
    for (const exchange of this.#open.splice(0)) this.#finish(exchange, failure)
  }

  /** What follows is not told any more; what was under way is missed. */
  abandon(): void {
    this.#answers.giveUp()
  }

  #followRequests(options: { host: string; holding: Holding; onPass: (bytes: Buffer) => void }): MessageFollower {
    const { host, holding, onPass } = options
    return new MessageFollower({
      head: (bytes) => {
        const head = readHead(bytes)
        const line = requestLine(head)
        const framing = requestFraming(head)
        if (line !== null) {
          const api = apiOf(line.method, line.path)
          const facts = { isHead: line.method === 'HEAD', api, head, at: this.#requestAt, clock: this.#clock, holding }
          this.#open.push(new OpenExchange(facts))
        }
        return { pass: withHost(bytes, host), framing }
      },
      pass: onPass,
      content: (bytes) => this.#open.at(-1)?.takeRequest(bytes),
      end: () => {
        const last = this.#open.at(-1)
        if (last !== undefined) last.requested = true
      },
      lost: () => this.#answers.giveUp(),
    })
  }

  #followAnswers(onLost: (() => void) | undefined): MessageFollower {
    return new MessageFollower({
      head: (bytes) => {
        const head = readHead(bytes)
        const current = this.#open[0]
        const framing = responseFraming(head, current?.isHead === true)
        if (framing.kind !== 'interim') current?.takeHead(head, this.#answerAt)
        return { pass: bytes, framing }
      },
      pass: () => {},
      content: (bytes) => this.#open[0]?.takeAnswer(bytes),
      end: () => {
        const current = this.#open.shift()
        current?.markAnswer(this.#answerAt)
        if (current !== undefined) this.#finish(current, null)
      },
      lost: () => {
        onLost?.()
        this.#requests.giveUp()
        this.#missAll()
      },
    })
  }

  /** What cannot be followed cannot be recorded. */
  #missAll(): void {
    for (const exchange of this.#open.splice(0)) {
      exchange.finish(null, this.#answerAt)
      if (exchange.api === null) this.#events.passed()
      else this.#events.missed()
    }
  }

  #finish(exchange: OpenExchange, failure: ExchangeFailure | null): void {
    const captured = exchange.finish(failure, this.#answerAt)
    if (captured !== null) this.#events.captured(captured)
    else if (exchange.api === null) this.#events.passed()
    else this.#events.missed()
  }
}
