import { getSystemErrorName } from 'node:util'
import { nsToS } from '../../core/units.ts'
import { cancelled } from '../abort-watch.ts'
import type { BodySizes } from '../body-log.ts'
import type { ExchangeFailure, PreparedRequest, RawExchange } from '../client.ts'
import type { Address } from '../http1/addresses.ts'
import { faultText } from './fault-text.ts'
import type { Wire } from './load-wire.ts'

/** Numbers that `Wire.next` tells, by place (`addon/wire.cc`). NaN: there is none. */
export const factCount = 15
const fact = {
  ...{ id: 0, end: 1, status: 2, sentAt: 3, headersAt: 4, doneAt: 5, bodyBytes: 6, reads: 7, error: 8, place: 9 },
  ...{ received: 10, owed: 11, fault: 12, digits: 13, newHead: 14 },
} as const

/** `End` of `sockets/exchange.h`. */
const end = {
  complete: 0,
  connect: 1,
  timeout: 2,
  cut: 3,
  malformed: 4,
  cancelled: 5,
  closed: 6,
  withdrawn: 8,
} as const

const at = (facts: Float64Array, place: number) => facts[place] as number
const orNull = (value: number) => (Number.isNaN(value) ? null : value)

export const idOf = (facts: Float64Array) => at(facts, fact.id)

/** Makes exchanges of what a wire tells; one for each wire, since heads that repeat are told once. */
export class ExchangeEnds {
  readonly #wire: Wire
  readonly #sizes: BodySizes
  readonly #addresses: () => readonly Address[]
  #head: ReturnType<Wire['head']> = [null, null]

  constructor(wire: Wire, sizes: BodySizes, addresses: () => readonly Address[]) {
    this.#wire = wire
    this.#sizes = sizes
    this.#addresses = addresses
  }

  /** Must see everything that the wire tells. Null: it was taken back before it was due. */
  read(facts: Float64Array, request: PreparedRequest): RawExchange | null {
    if (at(facts, fact.end) === end.withdrawn) return null
    if (at(facts, fact.newHead) === 1) this.#head = this.#wire.head()
    const status = orNull(at(facts, fact.status))
    const [contentType, retryAfter] = status === null ? [null, null] : this.#head
    return {
      sentAt: orNull(at(facts, fact.sentAt)),
      headersAt: orNull(at(facts, fact.headersAt)),
      ...{ status, contentType, retryAfter },
      ...this.#take(at(facts, fact.bodyBytes), at(facts, fact.reads)),
      doneAt: at(facts, fact.doneAt),
      failure: this.#failure(facts, request),
    }
  }

  #take(bytes: number, reads: number): Pick<RawExchange, 'body' | 'readEnds' | 'readAt'> {
    if (bytes === 0) return { body: new Uint8Array(0), readEnds: new Uint32Array(0), readAt: new Float64Array(0) }
    const sizes = this.#sizes
    sizes.note(bytes, reads)
    const room = sizes.roomFor(bytes, reads)
    const body = new Uint8Array(room.bytes, 0, bytes)
    const readEnds = new Uint32Array(room.ends, 0, reads)
    const readAt = new Float64Array(room.at, 0, reads)
    this.#wire.copy(body, readEnds, readAt)
    return { body, readEnds, readAt }
  }

  #failure(facts: Float64Array, request: PreparedRequest): ExchangeFailure | null {
    switch (at(facts, fact.end)) {
      case end.complete:
        return null
      case end.connect:
        return { kind: 'connect', detail: this.#connectDetail(facts) }
      case end.timeout:
        return timeOut(facts, request)
      case end.cut:
        return { kind: 'cut', detail: cutDetail(facts) }
      case end.malformed:
        return {
          kind: 'malformed',
          detail: faultText(at(facts, fact.fault), this.#wire.fault(), at(facts, fact.digits)),
        }
      case end.cancelled:
        return cancelled
      default:
        return closed
    }
  }

  #connectDetail(facts: Float64Array): string {
    const { host = '', port = 0 } = this.#addresses()[at(facts, fact.place)] ?? {}
    return `connect ${nameOf(at(facts, fact.error))} ${host}:${port}`
  }
}

/** Whoever closes the client wants no answer any more. */
export const closed = { kind: 'cancelled', detail: 'the client was closed before the answer ended' } as const

const nameOf = (error: number) => (error === 0 ? 'ECONNABORTED' : getSystemErrorName(-error))

/** What a request that found no connection in time says. */
export const noConnection = ({ timeoutNs }: PreparedRequest): ExchangeFailure => ({
  kind: 'connect',
  detail: `no connection within ${nsToS(timeoutNs)} s`,
})

function timeOut(facts: Float64Array, request: PreparedRequest): ExchangeFailure {
  if (Number.isNaN(at(facts, fact.sentAt))) return noConnection(request)
  const seen = Number.isNaN(at(facts, fact.headersAt)) ? 'no response' : `${at(facts, fact.bodyBytes)} body bytes`
  const limit = `${nsToS(request.timeoutNs)} s`
  return { kind: 'timeout', detail: `no complete answer within ${limit} (${seen} so far)` }
}

function cutDetail(facts: Float64Array): string {
  const how = at(facts, fact.error) === 0 ? 'the server closed the connection' : lossOf(nameOf(at(facts, fact.error)))
  if (at(facts, fact.received) === 0) return `${how} before any response byte`
  if (Number.isNaN(at(facts, fact.headersAt))) return `${how} inside the response headers`
  const owed = at(facts, fact.owed)
  return `${how} after ${at(facts, fact.bodyBytes)} body bytes${owed < 0 ? '' : `, ${owed} bytes short`}`
}

const lossOf = (code: string) =>
  code === 'ECONNRESET' || code === 'EPIPE' ? `the server reset the connection (${code})` : `read ${code}`
