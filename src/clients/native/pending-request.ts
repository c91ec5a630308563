import type { Abortable } from '../abort-watch.ts'
import type { ExchangeFailure, PreparedRequest, RawExchange } from '../client.ts'
import type { Wire } from './load-wire.ts'

/** What a request is made of. */
interface Parts {
  readonly id: number
  readonly request: PreparedRequest
  readonly resolve: (raw: RawExchange) => void
  /** Those that its signal ends. */
  readonly watched: Set<Abortable>
  readonly wire: Wire
}

/** A request under way, from the call to its one answer. */
export class PendingRequest implements Abortable {
  ended = false
  /** While the wire does not have it: how it is stopped. */
  onStop: (() => void) | null = null
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
    parts.watched.add(this)
  }

  get id(): number {
    return this.#parts.id
  }

  get request(): PreparedRequest {
    return this.#parts.request
  }

  stop(): void {
    if (this.onStop === null) this.#parts.wire.cancel(this.id)
    else this.onStop()
  }

  end(raw: RawExchange): void {
    if (this.ended) return
    this.ended = true
    this.#parts.watched.delete(this)
    this.#parts.resolve(raw)
  }
}

/** The exchange of a request that never came to a socket. */
export const unsent = (at: number, failure: ExchangeFailure): RawExchange => ({
  ...{ sentAt: null, headersAt: null, status: null, contentType: null, retryAfter: null },
  ...{ body: new Uint8Array(0), readEnds: new Uint32Array(0), readAt: new Float64Array(0), doneAt: at, failure },
})
