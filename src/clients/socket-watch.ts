import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import type { Exchange } from './exchange.ts'

/**
 * Knows on which socket undici wrote which exchange, through undici's documented diagnostics channels (its dispatch interface
 * does not tell): a request may be repeated only when a socket that had answered before died without a byte for it.
 */
interface Carried {
  readonly socket: Socket
  /** Bytes read from the socket before the request was written. */
  readonly readBefore: number
}

const created = 'undici:request:create'
const sending = 'undici:client:sendHeaders'

export class SocketWatch {
  #dispatching: Exchange | null = null
  readonly #exchanges = new WeakMap<object, Exchange>()
  readonly #carried = new WeakMap<Exchange, Carried>()
  readonly #answered = new WeakSet<Socket>()

  constructor() {
    subscribe(created, this.#onCreated)
    subscribe(sending, this.#onSending)
  }

  /** Requests that undici creates inside `dispatch` belong to `exchange`. */
  during(exchange: Exchange, dispatch: () => void): void {
    this.#dispatching = exchange
    try {
      dispatch()
    } finally {
      this.#dispatching = null
    }
  }

  noteAnswered(exchange: Exchange): void {
    const carried = this.#carried.get(exchange)
    if (carried !== undefined) this.#answered.add(carried.socket)
  }

  /** The exchange went out on a kept connection, and nothing came back on it. */
  diedUnseen(exchange: Exchange): boolean {
    const carried = this.#carried.get(exchange)
    return (
      carried !== undefined && this.#answered.has(carried.socket) && carried.socket.bytesRead === carried.readBefore
    )
  }

  close(): void {
    unsubscribe(created, this.#onCreated)
    unsubscribe(sending, this.#onSending)
  }

  readonly #onCreated = (message: unknown) => {
    const { request } = message as { request: object }
    if (this.#dispatching !== null) this.#exchanges.set(request, this.#dispatching)
  }

  readonly #onSending = (message: unknown) => {
    const { request, socket } = message as { request: object; socket: Socket }
    const exchange = this.#exchanges.get(request)
    if (exchange !== undefined) this.#carried.set(exchange, { socket, readBefore: socket.bytesRead })
  }
}
