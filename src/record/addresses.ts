import { InfbenchError } from '../core/errors.ts'

export interface ListenAddress {
  readonly host: string
  readonly port: number
}

/** `127.0.0.1:8700`, `[::1]:8700`, `:8700`, `8700`. Errors: `usage`. */
export function parseListen(text: string): ListenAddress {
  const [, bracketed, plain, port] = /^(?:(?:\[([^\]]+)\]|([^:]*)):)?(\d{1,5})$/.exec(text.trim()) ?? []
  if (port === undefined || Number(port) > 65_535)
    throw new InfbenchError('usage', {
      message: `--listen: expected HOST:PORT, got ${JSON.stringify(text)}`,
      hint: '--listen 127.0.0.1:8700, or 0.0.0.0:8700 for other machines too',
    })
  return { host: bracketed ?? (plain === undefined || plain === '' ? '127.0.0.1' : plain), port: Number(port) }
}

/** The upstream's base URL, e.g. `http://localhost:8000/v1`. Errors: `usage`. */
export function parseUpstream(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw new InfbenchError('usage', {
      message: `--to: expected a URL of http or https, got ${JSON.stringify(text)}`,
      hint: '--to http://localhost:8000/v1',
    })
  if (url.username !== '' || url.password !== '')
    throw new InfbenchError('usage', {
      message: '--to: expected a URL without a user name, got one with credentials',
      hint: 'clients send their own Authorization header, which is passed on and never stored',
    })
  return url
}

/** Where clients find the upstream's API behind the proxy: paths are the upstream's own. */
export function proxyUrl({ host }: ListenAddress, port: number, to: URL): string {
  const name = host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host
  return `http://${name}:${port}${to.pathname.replace(/\/$/, '')}`
}
