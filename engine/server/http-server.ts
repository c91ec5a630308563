/**
 * The HTTP server: listens before the model is loaded (a taken port is known at once), answers 503 until `serve` gives it
 * something to serve, and drains: no new connections, no new generations, what runs may finish.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { EngineError } from '../engine-error.ts'
import { ApiError } from './api-error.ts'
import { trackConnections } from './connections.ts'
import { findRoute } from './routes/route-table.ts'
import { sendError, sendJson } from './send.ts'
import type { Service } from './service.ts'

export interface HttpServer {
  /** Host and port listened on, as a URL. */
  readonly url: string
  /** From now on requests are answered. */
  serve(service: Service): void
  /** Refuses new work and resolves when the last answer is out. */
  drain(): Promise<void>
}

export interface HttpServerOptions {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** Told about bugs: errors that became a 500. */
  readonly report: (error: unknown) => void
}

/** Longer than clients keep idle connections, so that none is closed under a request on its way. */
const keepAliveMs = 120_000

/** Starts listening. Throws `EngineError('port')`. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  let service: Service | null = null
  let draining = false
  const connections = trackConnections()
  const server = createServer({ noDelay: true, keepAliveTimeout: keepAliveMs }, (request, response) => {
    if (draining) response.setHeader('connection', 'close')
    connections.begun(request, response)
    respond(draining ? null : service, request, response).catch((error: unknown) => {
      fail(response, error, options.report)
    })
  })
  server.on('connection', (socket) => connections.opened(socket))
  await listen(server, options)
  return {
    url: urlOf(server.address() as AddressInfo),
    serve(ready) {
      service = ready
    },
    drain() {
      draining = true
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      connections.drain((response) => fail(response, unavailable({ connection: 'close' }), options.report))
      return closed
    },
  }
}

async function respond(service: Service | null, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] as string
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET')
  if (path === '/health') {
    const status = service === null ? 'unavailable' : 'ok'
    sendJson(response, service === null ? 503 : 200, JSON.stringify({ status }))
    return
  }
  if (service === null) throw unavailable()
  await findRoute(method, path)(service, request, response)
}

function unavailable(headers: Record<string, string> = {}): ApiError {
  return new ApiError(503, 'The server is starting or stopping.', {
    code: 'unavailable',
    headers: { 'retry-after': '1', ...headers },
  })
}

function fail(response: ServerResponse, error: unknown, report: (error: unknown) => void): void {
  const told = error instanceof ApiError ? error : new ApiError(500, 'The server met an error of its own.')
  const clientLeft = response.destroyed || response.socket === null
  if (told.status === 500 && !clientLeft) report(error)
  if (response.headersSent || clientLeft) response.destroy()
  else sendError(response, told)
}

function listen(server: Server, { host, port }: HttpServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(listenError(cause, host, port)))
    server.listen(port, host, () => {
      server.removeAllListeners('error')
      resolve()
    })
  })
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): EngineError {
  const reasons: Record<string, string> = {
    EADDRINUSE: 'one already in use',
    EACCES: 'one this user may not open',
    EADDRNOTAVAIL: 'an address this machine does not have',
    ENOTFOUND: 'a host name nobody knows',
  }
  const got = reasons[cause.code ?? ''] ?? cause.message
  return new EngineError('port', `${host}:${port}: expected a free port, got ${got}`, {
    hint: '--port 0 takes any free port',
    cause,
  })
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
