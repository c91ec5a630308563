import { Agent, buildConnector, type Dispatcher } from 'undici'
import type { Clock } from '../core/clock.ts'
import { AbortWatch, cancelled } from './abort-watch.ts'
import type { Client, ExchangeFailure, PreparedRequest, RawExchange } from './client.ts'
import { Exchange } from './exchange.ts'
import { causeOf } from './http1/connection.ts'
import { basePath, requestFields } from './http1/request-head.ts'

/**
 * HTTP over TLS by undici's dispatch interface, with the same rules as the raw client: no limit of connections, no limit of
 * time but the request's own, one retry where a kept connection died unseen. Also carries http:, so that one test suite
 * holds for both.
 */
export class UndiciClient implements Client {
  #opened = 0
  readonly #clock: Clock
  readonly #origin: string
  readonly #prefix: string
  readonly #headers: Record<string, string>
  readonly #agent: Agent
  readonly #watch = new AbortWatch()

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
    this.#agent = new Agent({
      connections: null,
      pipelining: 1,
      bodyTimeout: 0,
      headersTimeout: 0,
      connect: this.#connector(options.ca),
    })
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

  async close(): Promise<void> {
    await this.#agent.destroy()
  }

  #exchange(request: PreparedRequest, method: 'GET' | 'POST', signal: AbortSignal): Promise<RawExchange> {
    return new Promise((resolve) => {
      const exchange = new Exchange(request, this.#clock, resolve)
      if (signal.aborted) return exchange.stop(cancelled)
      this.#watch.add(signal, exchange)
      this.#dispatch(exchange, method)
    })
  }

  #dispatch(exchange: Exchange, method: 'GET' | 'POST'): void {
    const { path, body } = exchange.request
    const options = { origin: this.#origin, path: this.#prefix + path, method, headers: this.#headers }
    this.#agent.dispatch(method === 'GET' ? options : { ...options, body }, this.#handler(exchange, method))
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
      onResponseEnd: () => exchange.finish(clock.nowNs(), null),
      onResponseError: (_, error) => {
        if (isStale(error, exchange)) {
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

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? (value[0] ?? null) : (value ?? null))

/** A kept connection (it has carried an answer before) ended without a byte of this one. */
function isStale(error: Error, exchange: Exchange): boolean {
  const socket = (error as { socket?: { bytesRead?: number } }).socket
  return !exchange.ended && !exchange.retried && exchange.headersAt === null && (socket?.bytesRead ?? 0) > 0
}

function failureOf(error: Error, exchange: Exchange): ExchangeFailure {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  const detail = causeOf(error)
  if (/^HPE_|^UND_ERR_(HEADERS_OVERFLOW|RES_|INFO|REQ_CONTENT_LENGTH)/.test(code)) {
    return { kind: 'malformed', detail: `expected an HTTP response: ${detail}` }
  }
  if (exchange.sentAt !== null) return { kind: 'cut', detail: cutDetail(detail, exchange) }
  const tls = /^ERR_(TLS|SSL)|^EPROTO$|CERT|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH/.test(code)
  return { kind: tls ? 'tls' : 'connect', detail }
}

function cutDetail(detail: string, exchange: Exchange): string {
  if (exchange.headersAt === null) return `${detail} before any response byte`
  return `${detail} after ${exchange.log.length} body bytes`
}
