import { Agent, buildConnector, type Dispatcher } from 'undici'
import type { Clock } from '../core/clock.ts'
import { AbortWatch, cancelled } from './abort-watch.ts'
import { type BodyRoom, BodySizes } from './body-log.ts'
import type { Client, ExchangeFailure, PreparedRequest, RawExchange } from './client.ts'
import { Exchange } from './exchange.ts'
import { causeOf } from './http1/connection.ts'
import { basePath, requestFields } from './http1/request-head.ts'
import { quote } from './quote.ts'
import { SocketWatch } from './socket-watch.ts'

/**
 * HTTP over TLS by undici's dispatch interface, with the same rules as the raw client: no limit of connections, no limit of
 * time but the request's own, one retry where a kept connection died unseen. Also carries http:, so that one test suite
 * holds for both.
 */
export class UndiciClient implements Client {
  readonly transport = 'undici'
  #opened = 0
  readonly #clock: Clock
  readonly #origin: string
  readonly #prefix: string
  readonly #headers: Record<string, string>
  readonly #agent: Agent
  /** Pools of their own for requests that keep to a connection. */
  readonly #kept = new Map<number, Agent>()
  readonly #ca: string | undefined
  readonly #watch = new AbortWatch()
  readonly #sizes = new BodySizes()
  readonly #sockets = new SocketWatch()

  constructor(options: {
    baseUrl: string
    headers: Readonly<Record<string, string>>
    clock: Clock
    ca?: string | undefined
  }) {
    const base = new URL(options.baseUrl)
    this.#clock = options.clock
    this.#origin = base.origin
    this.#prefix = basePath(base)
    const { connection: _, ...headers } = requestFields(options.headers)
    this.#headers = headers
    this.#ca = options.ca
    this.#agent = this.#newAgent()
  }

  #newAgent(): Agent {
    const limits = { connections: null, pipelining: 1, bodyTimeout: 0, headersTimeout: 0 }
    return new Agent({ ...limits, connect: this.#connector(this.#ca) })
  }

  #agentOf(number: number | undefined): Agent {
    if (number === undefined) return this.#agent
    const agent = this.#kept.get(number) ?? this.#newAgent()
    this.#kept.set(number, agent)
    return agent
  }

  get connectionsOpened(): number {
    return this.#opened
  }

  /** Opens the connections by asking for the model list at once; what the server answers does not matter. */
  async warm(connections: number): Promise<void> {
    const request = { path: '/models', body: Buffer.alloc(0), timeoutNs: 5e9 }
    await Promise.all(
      Array.from({ length: connections }, () => this.#exchange(request, 'GET', new AbortController().signal)),
    )
  }

  send(request: PreparedRequest, signal: AbortSignal): Promise<RawExchange> {
    return this.#exchange(request, 'POST', signal)
  }

  reuse(room: BodyRoom): void {
    this.#sizes.giveRoom(room)
  }

  async close(): Promise<void> {
    this.#sockets.close()
    await Promise.all([this.#agent, ...this.#kept.values()].map((agent) => agent.destroy()))
  }

  #exchange(request: PreparedRequest, method: 'GET' | 'POST', signal: AbortSignal): Promise<RawExchange> {
    return new Promise((resolve) => {
      const exchange = new Exchange(request, this.#clock, this.#sizes, resolve)
      if (signal.aborted) return exchange.stop(cancelled)
      this.#watch.add(signal, exchange)
      this.#dispatch(exchange, method)
    })
  }

  #dispatch(exchange: Exchange, method: 'GET' | 'POST'): void {
    const { path, body } = exchange.request
    const { headers: own, connection } = exchange.request
    const headers = own === undefined ? this.#headers : { ...this.#headers, ...lowerCased(own) }
    const options = { origin: this.#origin, path: this.#prefix + path, method, headers }
    const handler = this.#handler(exchange, method)
    this.#sockets.during(exchange, () =>
      this.#agentOf(connection).dispatch(method === 'GET' ? options : { ...options, body }, handler),
    )
  }

  #handler(exchange: Exchange, method: 'GET' | 'POST'): Dispatcher.DispatchHandler {
    const clock = this.#clock
    return {
      onRequestStart: (controller) => {
        exchange.interrupt = () => controller.abort(new Error(cancelled.detail))
        if (exchange.ended) return controller.abort(new Error(cancelled.detail))
        exchange.sentAt ??= clock.nowNs()
      },
      onResponseStart: (_, status, headers) => {
        exchange.headersAt = clock.nowNs()
        exchange.status = status
        exchange.contentType = first(headers['content-type'])
        exchange.retryAfter = first(headers['retry-after'])
      },
      onResponseData: (_, chunk) => {
        const at = clock.nowNs()
        exchange.log.append(chunk, 0, chunk.length)
        exchange.log.mark(at)
      },
      onResponseEnd: () => {
        const at = clock.nowNs()
        this.#sockets.noteAnswered(exchange)
        // undici takes the connection back one turn of the event loop from now; ending then lets the next request have it.
        setImmediate(() => setImmediate(() => exchange.finish(at, null)))
      },
      onResponseError: (_, error) => {
        if (!exchange.ended && !exchange.retried && this.#sockets.diedUnseen(exchange)) {
          exchange.retried = true
          return this.#dispatch(exchange, method)
        }
        exchange.finish(clock.nowNs(), failureOf(error, exchange))
      },
    }
  }

  #connector(ca: string | undefined): buildConnector.connector {
    const open = buildConnector({ timeout: 0, keepAlive: true, ...(ca === undefined ? {} : { ca }) })
    return (options, callback) =>
      open(options, (...outcome) => {
        if (outcome[0] === null) {
          this.#opened++
          outcome[1].setNoDelay(true)
        }
        callback(...outcome)
      })
  }
}

const lowerCased = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? (value[0] ?? null) : (value ?? null))

function failureOf(error: Error, exchange: Exchange): ExchangeFailure {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  const detail = causeOf(error)
  if (error.name === 'HTTPParserError' || /^UND_ERR_(HEADERS_OVERFLOW|RES_)/.test(code)) {
    const data = (error as { data?: unknown }).data
    return {
      kind: 'malformed',
      detail: typeof data === 'string' ? `expected an HTTP response, got ${quote(data)}` : detail,
    }
  }
  if (exchange.sentAt !== null) return { kind: 'cut', detail: cutDetail(detail, exchange) }
  const tls = /^ERR_(TLS|SSL)|^EPROTO$|CERT|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH/.test(code)
  return { kind: tls ? 'tls' : 'connect', detail }
}

function cutDetail(detail: string, exchange: Exchange): string {
  if (exchange.headersAt === null) return `${detail} before any response byte`
  return `${detail} after ${exchange.log.length} body bytes`
}
