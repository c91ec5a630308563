import { askHttp } from '../clients/ask-http.ts'
import { quoteBytes } from '../clients/quote.ts'
import { InfbenchError } from '../core/errors.ts'
import { MS_PER_S } from '../core/units.ts'

/** What the server said; `body` is parsed where it is JSON, else the text. */
export interface ServerAnswer {
  readonly url: string
  readonly status: number
  readonly contentType: string
  readonly body: unknown
  readonly location: string | null
  readonly server: string | null
}

const patienceMs = 10_000
const json = { 'content-type': 'application/json' }

/** Asks once, by GET, or by POST with a JSON body; throws `target.unreachable` when nothing answers, `target.refused` when it does not speak HTTP. */
export async function askServer(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
  body: object | null = null,
): Promise<ServerAnswer> {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
    const response = await askHttp(url, {
      ...(body === null ? { headers } : { headers: { ...headers, ...json }, body: JSON.stringify(body) }),
      signal: limit,
    })
    const text = await response.text()
    const header = (name: string) => [response.headers[name]].flat()[0] ?? null
    return {
      ...{ url, status: response.status, body: parsed(text) },
      ...{ contentType: header('content-type') ?? '', location: header('location'), server: header('server') },
    }
  } catch (error) {
    throw signal.aborted
      ? new InfbenchError('interrupted', { message: `stopped while asking ${url}` })
      : unreachable(url, error as Error)
  }
}

function unreachable(url: string, error: Error): InfbenchError {
  const cause = rootCause(error)
  const code = (cause as NodeJS.ErrnoException).code ?? ''
  if (code.startsWith('HPE_')) {
    const { rawPacket } = cause as { rawPacket?: Buffer }
    return new InfbenchError('target.refused', {
      message: `${url}: expected an HTTP response, got ${rawPacket === undefined ? 'something else' : quoteBytes(rawPacket)}`,
      hint: 'check the port: another service seems to listen there',
      cause: error,
    })
  }
  const { got, hint } = explain(url, code, cause)
  return new InfbenchError('target.unreachable', {
    message: `${url}: expected an answer, got ${got}`,
    hint,
    cause: error,
  })
}

function explain(url: string, code: string, cause: Error): { got: string; hint: string } {
  const { hostname } = new URL(url)
  if (cause.name === 'TimeoutError')
    return { got: `none within ${patienceMs / MS_PER_S} s`, hint: 'is the server still loading its model?' }
  if (code === 'ECONNREFUSED')
    return {
      got: 'connection refused',
      hint: `start the server, or correct target.url; nothing listens at ${new URL(url).host}`,
    }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return { got: `no address for ${hostname}`, hint: 'correct the host name in target.url' }
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL|EPROTO/.test(code)) {
    return {
      got: `a TLS fault: ${cause.message} (${code})`,
      hint: 'NODE_EXTRA_CA_CERTS=FILE.pem trusts a private certificate authority; http:// is for servers without TLS',
    }
  }
  return {
    got: code === '' ? cause.message : `${cause.message} (${code})`,
    hint: 'check target.url and that the server runs',
  }
}

function rootCause(error: Error): Error {
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause
  return inner instanceof Error && inner !== error ? rootCause(inner) : error
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
