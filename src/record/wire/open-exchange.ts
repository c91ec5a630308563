import { BodyLog } from '../../clients/body-log.ts'
import type { ExchangeFailure } from '../../clients/client.ts'
import type { Clock } from '../../core/clock.ts'
import { nsToMs } from '../../core/units.ts'
import type { CapturedExchange } from './captured-exchange.ts'
import { type MessageHead, statusOf } from './message-head.ts'

/** Bytes of one exchange that are held for reading; one that is larger is passed on and counted, not recorded. */
const mostExchangeBytes = 64 * 2 ** 20

/** What all exchanges under way hold together; kept by who opens them. */
export interface Holding {
  bytes: number
  readonly mostBytes: number
}

/** A request under way: collects what goes by. `api` null: only its place in the order of answers matters. */
export class OpenExchange {
  readonly isHead: boolean
  readonly api: CapturedExchange['api'] | null
  /** It grew beyond what may be held. */
  tooLarge = false
  readonly #startedAt: number
  readonly #startedAtMs: number
  readonly #holding: Holding
  readonly #request = new BodyLog()
  readonly #answer = new BodyLog()
  readonly #requestEncoding: string | null
  #head: MessageHead | null = null
  #headersAt: number | null = null
  #held = 0

  constructor(request: {
    readonly isHead: boolean
    readonly api: CapturedExchange['api'] | null
    readonly head: MessageHead
    readonly at: number
    readonly clock: Clock
    readonly holding: Holding
  }) {
    this.isHead = request.isHead
    this.api = request.api
    this.#startedAt = request.at
    this.#startedAtMs = request.clock.wallMs() - nsToMs(request.clock.nowNs() - request.at)
    this.#holding = request.holding
    this.#requestEncoding = request.head.fields.get('content-encoding') ?? null
  }

  /** The whole request has gone by. */
  requested = false

  takeRequest(bytes: Buffer): void {
    if (this.#hold(bytes.length)) this.#request.append(bytes, 0, bytes.length)
  }

  takeHead(head: MessageHead, at: number): void {
    this.#head = head
    this.#headersAt = at
  }

  takeAnswer(bytes: Buffer): void {
    if (this.#hold(bytes.length)) this.#answer.append(bytes, 0, bytes.length)
  }

  /** All that was taken since the last mark came with the read at `at`. */
  markAnswer(at: number): void {
    if (!this.tooLarge) this.#answer.mark(at)
  }

  /** Ends it at that time; null where nothing of it is to be recorded. */
  finish(failure: ExchangeFailure | null, doneAt: number): CapturedExchange | null {
    this.#holding.bytes -= this.#held
    if (this.api === null || this.tooLarge) return null
    return {
      arrivedAtMs: this.#startedAtMs,
      api: this.api,
      requestBody: this.#request.take().body,
      requestEncoding: this.#requestEncoding,
      answerEncoding: this.#head?.fields.get('content-encoding') ?? null,
      raw: {
        sentAt: this.#startedAt,
        headersAt: this.#headersAt,
        status: this.#head === null ? null : statusOf(this.#head),
        contentType: this.#head?.fields.get('content-type') ?? null,
        retryAfter: null,
        ...this.#answer.take(),
        doneAt,
        failure,
      },
    }
  }

  #hold(bytes: number): boolean {
    if (this.api === null || this.tooLarge) return false
    this.#held += bytes
    this.#holding.bytes += bytes
    this.tooLarge = this.#held > mostExchangeBytes || this.#holding.bytes > this.#holding.mostBytes
    return !this.tooLarge
  }
}
