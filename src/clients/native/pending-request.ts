import type { Abortable } from '../abort-watch.ts'
import type { ExchangeFailure, PreparedRequest, RawExchange } from '../client.ts'
import type { Wire } from './load-wire.ts'

/** What a request is made of. */
interface Parts {
  readonly id: number
  readonly request: PreparedRequest
  /** When it is to be sent; in the past: at once. */
  readonly dueAt: number
  /** Null: it was taken back before it was due. */
  readonly resolve: (raw: RawExchange | null) => void
  /** Those that its signal ends. */
  readonly watched: Set<Abortable>
  /** Those that are taken back, unless they were due; null: it cannot be. */
  readonly recalled: Set<Abortable> | null
  readonly wire: Wire
}

/** A request under way, from the call to its one answer. */
export class PendingRequest implements Abortable {
  ended = false
  /** While the wire does not have it: how it is stopped. */
  onStop: (() => void) | null = null
  readonly #parts: Parts
  readonly #recall: Abortable = { stop: () => this.#takeBack() }

  constructor(parts: Parts) {
    this.#parts = parts
    parts.watched.add(this)
    parts.recalled?.add(this.#recall)
  }

  get id(): number {
    return this.#parts.id
  }

  get request(): PreparedRequest {
    return this.#parts.request
  }

  get dueAt(): number {
    return this.#parts.dueAt
  }

  stop(): void {
    if (this.onStop === null) this.#parts.wire.cancel(this.id)
    else this.onStop()
  }

  end(raw: RawExchange | null): void {
    if (this.ended) return
    this.ended = true
    this.#parts.watched.delete(this)
    this.#parts.recalled?.delete(this.#recall)
    this.#parts.resolve(raw)
  }

  #takeBack(): void {
    if (this.onStop === null) this.#parts.wire.withdraw(this.id)
    else this.end(null)
  }
}

/** The exchange of a request that never came to a socket. */
export const unsent = (at: number, failure: ExchangeFailure): RawExchange => ({
  ...{ sentAt: null, headersAt: null, status: null, contentType: null, retryAfter: null },
  ...{ body: new Uint8Array(0), readEnds: new Uint32Array(0), readAt: new Float64Array(0), doneAt: at, failure },
})
