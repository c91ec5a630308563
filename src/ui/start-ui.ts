/** The page over the store: a server on the loopback address that hands out what `UiPages` makes, to who holds its token. */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../core/clock.ts'
import { InfbenchError } from '../core/errors.ts'
import { type Access, admit, cookieOf, tokenBytes } from './access.ts'
import { type LiveFeed, liveFeed } from './live-feed.ts'
import { readForm } from './read-form.ts'
import { type Route, routeOf } from './routes.ts'
import type { UiPages } from './ui-pages.ts'

export interface Ui {
  /** With the token: whoever opens it is let in. */
  readonly url: string
  /** Ends what is still answered, streams included. */
  close(): Promise<void>
}

export interface UiOptions {
  readonly pages: UiPages
  /** 0: any free one. */
  readonly port: number
  readonly clock: Clock
}

interface Site {
  readonly access: Access
  readonly pages: UiPages
  readonly feed: LiveFeed
}

/** Starts the server. Errors: `usage` where the port is taken. */
export async function startUi({ pages, port, clock }: UiOptions): Promise<Ui> {
  const server = createServer()
  await listen(server, port)
  const access = { token: randomBytes(tokenBytes).toString('base64url'), port: (server.address() as AddressInfo).port }
  const feed = liveFeed((runId) => pages.live(runId), clock)
  const site = { access, pages, feed }
  server.on('request', (request, response) => void answer(site, request, response))
  return {
    url: `http://127.0.0.1:${access.port}/?token=${access.token}`,
    close: () =>
      new Promise((closed) => {
        feed.close()
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new InfbenchError('usage', {
          message: `--port ${port}: expected a free port of 127.0.0.1, got ${cause.code ?? cause.message}`,
          hint: 'infbench ui --port 0 takes any free one',
          cause,
        }),
      ),
    )
    server.listen(port, '127.0.0.1', resolve)
  })
}

async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.on('error', () => {})
  try {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const method = request.method ?? 'GET'
    const admission = admit(site.access, { method, headers: request.headers, token: url.searchParams.get('token') })
    if (admission.kind === 'refused') return await say(site, response, 403, admission.why, null)
    if (admission.kind === 'enter') return letIn(site.access, url, response)
    const known = ['GET', 'HEAD', 'POST'].includes(method)
    const route = known ? routeOf({ method, path: url.pathname, query: url.searchParams }, site.pages) : null
    if (route === null) return await say(site, response, 404, `${method} ${url.pathname}: nothing is here`, null)
    await follow(route, site, request, response)
  } catch (error) {
    await fail(site, response, error)
  }
}

/**
 * Gives the cookie and goes to the same page without the token, which stays in no history. By a page and not by a redirect: a browser
 * that came from elsewhere would not send the cookie along a redirect.
 */
function letIn(access: Access, url: URL, response: ServerResponse): void {
  url.searchParams.delete('token')
  const next = `${url.pathname}${url.search}`
    .replace(/^\/{2,}/, '/')
    .replace(/["<>]/g, encodeURIComponent)
    .replaceAll('&', '&amp;')
  const page = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${next}"><link rel="icon" href="data:,"><title>infbench</title><a href="${next}">infbench</a>`
  send(response, 200, page, { 'set-cookie': cookieOf(access) })
}

async function follow(route: Route, site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (route.kind === 'page') return send(response, 200, await route.html())
  if (route.kind === 'live') return stream(route.runId, site, response)
  await route.write(await readForm(request))
  response.writeHead(303, { ...headers, location: route.next }).end()
}

/** Server-sent events: `update` with the markup that replaces what is shown, `ended` when the run is over. */
function stream(runId: string, { feed }: Site, response: ServerResponse): void {
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' })
  const stop = feed.watch(runId, (state) => {
    if (state !== null) response.write(`event: update\ndata: ${JSON.stringify({ html: state.html })}\n\n`)
    if (state === null || state.ended) response.end('event: ended\ndata: {}\n\n')
  })
  response.on('close', stop)
}

async function fail(site: Site, response: ServerResponse, error: unknown): Promise<void> {
  if (response.headersSent) {
    response.destroy()
    return
  }
  if (!(error instanceof InfbenchError)) return say(site, response, 500, String(error), 'this is a bug of infbench')
  const status = error.code === 'run.unknown' ? 404 : error.code === 'usage' ? 400 : 500
  await say(site, response, status, error.message, error.hint ?? null)
}

async function say({ pages }: Site, response: ServerResponse, status: number, message: string, hint: string | null) {
  send(response, status, await pages.problem(status, message, hint))
}

/** No other page may frame, read or keep what is served; the pages themselves say what they may load. */
const headers = {
  'content-security-policy': "frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
}

function send(response: ServerResponse, status: number, html: string, more: Record<string, string> = {}): void {
  response.writeHead(status, { ...headers, ...more, 'content-type': 'text/html; charset=utf-8' }).end(html)
}
