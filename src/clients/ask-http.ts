import { type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http'

/** An answer in one piece. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  text(): Promise<string>
}

/** A question; without a body it is a GET, with one a POST. */
export interface HttpQuestion {
  readonly method?: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: AbortSignal
}

/**
 * Asks what is no part of the load (models, token counts, metrics) over Node's own kept connections. A prompt's words take hundreds
 * of such questions: `fetch` needs five times the CPU for each, and loading it as much as ten of them. Follows no redirect;
 * rejects with the socket's error, or the parser's (code `HPE_...`), or an AbortError whose cause says why.
 */
export async function askHttp(url: string, { method, headers, body, signal }: HttpQuestion): Promise<HttpAnswer> {
  const open = url.startsWith('https:') ? (await import('node:https')).request : requestPlain
  const length: Record<string, number> = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const asked: ClientRequest = open(url, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: { ...headers, ...length },
      ...(signal === undefined ? {} : { signal }),
    })
    asked.once('error', reject)
    asked.once('response', (response) => collect(response, resolve, reject))
    asked.end(body)
  })
}

function collect(response: IncomingMessage, resolve: (answer: HttpAnswer) => void, reject: (e: Error) => void): void {
  const parts: Buffer[] = []
  response.on('data', (part: Buffer) => parts.push(part))
  response.once('error', reject)
  response.once('end', () => {
    const text = Buffer.concat(parts).toString('utf8')
    resolve({ status: response.statusCode ?? 0, headers: response.headers, text: () => Promise.resolve(text) })
  })
}
