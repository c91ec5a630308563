import { quoteBytes } from '../quote.ts'

/** What the client needs of a response's status line and headers. */
export interface ResponseHead {
  readonly status: number
  readonly contentType: string | null
  readonly retryAfter: string | null
  readonly location: string | null
  readonly chunked: boolean
  /** Content-length; null: until the connection ends (or chunked). */
  readonly bodyBytes: number | null
  /** The connection may carry another request afterwards. */
  readonly keepAlive: boolean
  /** `Keep-Alive: timeout=N`, in seconds: how long the server keeps an idle connection. */
  readonly idleSeconds: number | null
}

export type ParsedHead =
  | { readonly kind: 'head'; readonly head: ResponseHead; readonly end: number }
  | { readonly kind: 'partial' }
  | { readonly kind: 'malformed'; readonly fault: string }

const signature = Buffer.from('HTTP/1.')

/**
 * Reads heads, and knows the last one again: most of a server's answers in one second begin with the same bytes, and comparing them
 * costs a tenth of reading them. For the connections of one client.
 */
export class HeadReader {
  #bytes = Buffer.alloc(0)
  #head: ResponseHead | null = null

  /** As `parseHead`. */
  read(bytes: Buffer, start: number): ParsedHead {
    const end = start + this.#bytes.length
    if (this.#head !== null && end <= bytes.length && this.#bytes.compare(bytes, start, end) === 0)
      return { kind: 'head', head: this.#head, end }
    const parsed = parseHead(bytes, start)
    if (parsed.kind === 'head') {
      this.#bytes = Buffer.from(bytes.subarray(start, parsed.end))
      this.#head = parsed.head
    }
    return parsed
  }
}

/** Reads one head from `bytes` at `start`; `end` is the offset of the first body byte. */
export function parseHead(bytes: Buffer, start: number): ParsedHead {
  const seen = Math.min(signature.length, bytes.length - start)
  if (bytes.compare(signature, 0, seen, start, start + seen) !== 0) {
    return { kind: 'malformed', fault: `expected an HTTP response, got ${quoteBytes(bytes.subarray(start))}` }
  }
  const end = headEnd(bytes, start)
  if (end < 0) return { kind: 'partial' }
  const lines = bytes.toString('latin1', start, end).split(/\r?\n/)
  const status = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: |$)/.exec(lines[0] as string)
  if (status === null)
    return { kind: 'malformed', fault: `expected an HTTP status line, got ${quoteBytes(bytes.subarray(start, end))}` }
  return readFields(Number(status[2]), status[1] === '1', lines, end)
}

function headEnd(bytes: Buffer, start: number): number {
  const crlf = bytes.indexOf('\r\n\r\n', start, 'latin1')
  const bare = bytes.indexOf('\n\n', start, 'latin1')
  if (crlf < 0) return bare < 0 ? -1 : bare + 2
  return bare >= 0 && bare < crlf ? bare + 2 : crlf + 4
}

function readFields(status: number, http11: boolean, lines: readonly string[], end: number): ParsedHead {
  const fields = new Map<string, string>()
  for (const line of lines.slice(1)) {
    if (line === '') continue
    const colon = line.indexOf(':')
    if (colon <= 0)
      return { kind: 'malformed', fault: `expected a header field, got ${quoteBytes(Buffer.from(line, 'latin1'))}` }
    const name = line.slice(0, colon).trim().toLowerCase()
    const value = line.slice(colon + 1).trim()
    const known = fields.get(name)
    fields.set(name, known === undefined ? value : `${known}, ${value}`)
  }
  const chunked = /(?:^|,)\s*chunked\s*$/i.test(fields.get('transfer-encoding') ?? '')
  const bodyBytes = chunked ? null : contentLength(fields.get('content-length'))
  if (Number.isNaN(bodyBytes)) {
    return {
      kind: 'malformed',
      fault: `expected a content-length, got ${quoteBytes(Buffer.from(fields.get('content-length') ?? ''))}`,
    }
  }
  const connection = (fields.get('connection') ?? '').toLowerCase()
  const idle = /timeout=(\d+)/i.exec(fields.get('keep-alive') ?? '')
  const head: ResponseHead = {
    status,
    contentType: fields.get('content-type') ?? null,
    retryAfter: fields.get('retry-after') ?? null,
    location: fields.get('location') ?? null,
    chunked,
    bodyBytes,
    keepAlive:
      (chunked || bodyBytes !== null) && (http11 ? !/\bclose\b/.test(connection) : /\bkeep-alive\b/.test(connection)),
    idleSeconds: idle === null ? null : Number(idle[1]),
  }
  return { kind: 'head', head, end }
}

/** null: absent; NaN: not a length. Repeated equal values are one value (RFC 9110 8.6). */
function contentLength(value: string | undefined): number | null {
  if (value === undefined) return null
  const parts = new Set(value.split(',').map((part) => part.trim()))
  const [only] = [...parts]
  return parts.size === 1 && only !== undefined && /^\d{1,15}$/.test(only) ? Number(only) : Number.NaN
}
