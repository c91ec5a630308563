import { setMaxListeners } from 'node:events'
import { type AddressInfo, connect as connectPlain, createServer, isIP, type Server, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Clock } from '../../core/clock.ts'
import { InfbenchError } from '../../core/errors.ts'
import type { ListenAddress } from '../addresses.ts'
import type { ExchangeEvents } from './connection-watch.ts'
import type { Holding } from './open-exchange.ts'
import { Relay } from './relay.ts'

export interface ProxyOptions {
  readonly to: URL
  readonly listen: ListenAddress
  readonly clock: Clock
  readonly events: ExchangeEvents & { unreachable(detail: string): void }
}

/** All exchanges under way together. */
export const mostHeldBytes = 512 * 2 ** 20

/** What stands between clients and the upstream. */
export interface RecordingProxy {
  readonly port: number
  readonly connections: number
  /** Takes no more connections, drops those with nothing under way; resolves when all are gone. `hurry` drops the rest. */
  close(hurry: AbortSignal): Promise<void>
}

/** The listening side on Node's sockets: a relay per connection. */
export class Proxy implements RecordingProxy {
  readonly #server: Server
  readonly #relays = new Set<Relay>()
  #onIdle: (() => void) | null = null
  #draining = false

  private constructor(options: ProxyOptions) {
    const holding: Holding = { bytes: 0, mostBytes: mostHeldBytes }
    const { to, clock } = options
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
      const relay: Relay = new Relay({
        ...{ client, clock, holding, dial: () => dial(to), host: to.host, upstreamName: to.origin },
        events: { ...options.events, closed: () => this.#gone(relay) },
      })
      this.#relays.add(relay)
    })
  }

  /** Listens. Errors: `usage` where the address cannot be had. */
  static async open(options: ProxyOptions): Promise<Proxy> {
    const proxy = new Proxy(options)
    const { host, port } = options.listen
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(options.listen, error)))
      proxy.#server.listen(port, host, () => resolve())
    })
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get connections(): number {
    return this.#relays.size
  }

  async close(hurry: AbortSignal): Promise<void> {
    this.#draining = true
    this.#server.close()
    setMaxListeners(0, hurry)
    const dropAll = () => {
      for (const relay of this.#relays) relay.destroy()
    }
    hurry.addEventListener('abort', dropAll, { once: true })
    if (hurry.aborted) dropAll()
    const sweep = setInterval(() => this.#dropIdle(), sweepMs)
    this.#dropIdle()
    if (this.#relays.size > 0)
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve
      })
    clearInterval(sweep)
    hurry.removeEventListener('abort', dropAll)
  }

  #dropIdle(): void {
    for (const relay of this.#relays) if (relay.idle) relay.destroy()
  }

  #gone(relay: Relay): void {
    this.#relays.delete(relay)
    if (this.#draining && this.#relays.size === 0) this.#onIdle?.()
  }
}

const sweepMs = 20

/** One HTTP/1.1 connection to the upstream, TLS where its URL says so. */
function dial(to: URL): Socket {
  const host = to.hostname.replace(/^\[|\]$/g, '')
  const isTls = to.protocol === 'https:'
  const port = to.port === '' ? (isTls ? 443 : 80) : Number(to.port)
  const plain = { host, port, allowHalfOpen: true, noDelay: true }
  if (!isTls) return connectPlain(plain)
  return connectTls({ ...plain, ALPNProtocols: ['http/1.1'], ...(isIP(host) === 0 ? { servername: host } : {}) })
}

/** Error `usage`. */
export const cannotListen = ({ host, port }: ListenAddress, cause: Partial<NodeJS.ErrnoException>) =>
  new InfbenchError('usage', {
    message: `--listen: expected an address to listen on, got ${host}:${port} (${cause.code ?? cause.message})`,
    hint: '--listen 127.0.0.1:0 takes any free port',
    cause,
  })
