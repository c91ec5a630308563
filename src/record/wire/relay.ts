import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Clock } from '../../core/clock.ts'
import { badGateway, unreachable } from './bad-gateway.ts'
import { gone, left } from './connection-ends.ts'
import { ConnectionWatch, type ExchangeEvents } from './connection-watch.ts'
import type { Holding } from './open-exchange.ts'

/**
 * One connection of a client and the one to the upstream that it stands for. Bytes are sent on the moment they are read,
 * before anything looks at them; a side that cannot take more makes the other wait. Ends, resets and half-closes go through
 * as they came, so that a client that leaves is seen to leave by the server, and the other way round.
 */
export interface RelayOptions {
  readonly client: Socket
  /** Starts the connection to the upstream. */
  readonly dial: () => Socket
  /** `Host` of the upstream. */
  readonly host: string
  /** How the upstream is called in errors. */
  readonly upstreamName: string
  readonly clock: Clock
  readonly holding: Holding
  readonly events: ExchangeEvents & {
    /** A request could not be sent on, since the upstream cannot be reached. */
    unreachable(detail: string): void
    closed(): void
  }
}

/** How long a refused client may go on sending before its connection is dropped. */
const lingerMs = 2_000

export class Relay {
  readonly #options: RelayOptions
  readonly #client: Socket
  readonly #upstream: Socket
  readonly #watch: ConnectionWatch
  #connected = false
  #fault: string | null = null
  #refused = false

  constructor(options: RelayOptions) {
    this.#options = options
    this.#client = options.client
    this.#upstream = options.dial()
    this.#watch = new ConnectionWatch({
      ...{ host: options.host, clock: options.clock, holding: options.holding, events: options.events },
      onPass: (bytes) => this.#sendOn(bytes),
    })
    this.#listenToClient()
    this.#listenToUpstream()
  }

  /** Nothing is under way. */
  get idle(): boolean {
    return this.#watch.pending === 0 && this.#client.writableLength === 0
  }

  /** Drops both sides. */
  destroy(): void {
    this.#client.destroy()
    this.#upstream.destroy()
  }

  #listenToClient(): void {
    const { clock } = this.#options
    const client = this.#client
    client.setNoDelay(true)
    client.on('data', (bytes) => {
      const at = clock.nowNs()
      if (this.#refused) return
      this.#upstream.cork()
      this.#watch.feedRequest(bytes, at)
      this.#upstream.uncork()
      if (this.#fault !== null) this.#refuse()
    })
    client.on('drain', () => this.#upstream.resume())
    client.on('end', () => this.#upstream.end())
    client.on('error', () => {
      this.#watch.close(left, this.#options.clock.nowNs())
      reset(this.#upstream)
    })
    client.on('close', () => {
      this.#watch.close(left, this.#options.clock.nowNs())
      if (!this.#upstream.destroyed && !this.#upstream.writableEnded) this.#upstream.destroy()
      this.#options.events.closed()
    })
  }

  #listenToUpstream(): void {
    const { clock } = this.#options
    const upstream = this.#upstream
    const ready = () => {
      this.#connected = true
    }
    // TLS may still refuse a connection that TCP has made: a certificate that nobody vouches for.
    upstream.once(upstream instanceof TLSSocket ? 'secureConnect' : 'connect', ready)
    upstream.on('data', (bytes) => {
      const at = clock.nowNs()
      if (!this.#client.write(bytes)) upstream.pause()
      this.#watch.feedAnswer(bytes, at)
    })
    upstream.on('drain', () => this.#client.resume())
    upstream.on('end', () => {
      this.#watch.endAnswers(clock.nowNs())
      this.#client.end()
    })
    upstream.on('error', (error) => this.#upstreamFailed(error))
    upstream.on('close', () => {
      if (this.#fault !== null) return
      this.#watch.close(gone, this.#options.clock.nowNs())
      if (!this.#client.writableEnded) this.#client.destroy()
    })
  }

  #sendOn(bytes: Buffer): void {
    if (this.#fault !== null || this.#upstream.destroyed) return
    if (!this.#upstream.write(bytes)) this.#client.pause()
  }

  #upstreamFailed(error: Error): void {
    if (this.#connected) {
      this.#watch.close(gone, this.#options.clock.nowNs())
      reset(this.#client)
      return
    }
    const { code } = error as NodeJS.ErrnoException
    this.#fault = unreachable(this.#options.upstreamName, code ?? error.message)
    this.#client.resume()
    if (this.#watch.pending > 0) this.#refuse()
  }

  /** Answers in the upstream's place, and hears the client out for a while, so that it reads the answer. */
  #refuse(): void {
    if (this.#refused || this.#watch.pending === 0) return
    this.#refused = true
    const answer = badGateway(this.#fault ?? '')
    this.#client.end(answer)
    this.#watch.feedAnswer(answer, this.#options.clock.nowNs())
    this.#options.events.unreachable(this.#fault ?? '')
    setTimeout(() => this.#client.destroy(), lingerMs).unref()
  }
}

/** A reset where there can be one; TLS has none of its own. */
function reset(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy()
  else socket.resetAndDestroy()
}
