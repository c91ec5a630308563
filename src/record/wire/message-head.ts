/** What following a connection needs of a head: its first line and how its body is framed. Names in lower case. */
export interface MessageHead {
  readonly startLine: string
  readonly fields: ReadonlyMap<string, string>
}

/** How long a message's body is (RFC 9112 6.3). */
export type BodyFraming =
  | { readonly kind: 'none' }
  | { readonly kind: 'counted'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'untilClose' }
  /** Not a message of its own: the real one follows (1xx). */
  | { readonly kind: 'interim' }
  /** What follows is no HTTP any more (an upgrade), or no framing that can be trusted. */
  | { readonly kind: 'opaque' }

/** Reads a whole head; lines that are no fields are passed over, as nothing here depends on them. */
export function readHead(bytes: Buffer): MessageHead {
  const [startLine = '', ...lines] = bytes.toString('latin1').trim().split(/\r?\n/)
  const fields = new Map<string, string>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const name = line.slice(0, colon).trim().toLowerCase()
    const value = line.slice(colon + 1).trim()
    const known = fields.get(name)
    fields.set(name, known === undefined ? value : `${known}, ${value}`)
  }
  return { startLine, fields }
}

/** `POST /v1/chat/completions HTTP/1.1` in its parts; null where it is no request line. */
export function requestLine({ startLine }: MessageHead): { readonly method: string; readonly path: string } | null {
  const [, method, path] = /^([A-Z-]+) (\S+) HTTP\/1\.[01]$/.exec(startLine) ?? []
  return method === undefined || path === undefined ? null : { method, path }
}

/** The status of a response head; null where it is none. */
export function statusOf({ startLine }: MessageHead): number | null {
  const status = /^HTTP\/1\.[01] ([1-9]\d\d)(?: |$)/.exec(startLine)?.[1]
  return status === undefined ? null : Number(status)
}

export function requestFraming(head: MessageHead): BodyFraming {
  if (requestLine(head) === null) return { kind: 'opaque' }
  return declared(head) ?? { kind: 'none' }
}

/** `isHead`: the request was a HEAD, whose response has no body whatever its head says. */
export function responseFraming(head: MessageHead, isHead: boolean): BodyFraming {
  const status = statusOf(head)
  if (status === null || status === 101) return { kind: 'opaque' }
  if (status < 200) return { kind: 'interim' }
  if (isHead || status === 204 || status === 304) return { kind: 'none' }
  return declared(head) ?? { kind: 'untilClose' }
}

function declared({ fields }: MessageHead): BodyFraming | null {
  if (/(?:^|,)\s*chunked\s*$/i.test(fields.get('transfer-encoding') ?? '')) return { kind: 'chunked' }
  const length = fields.get('content-length')
  if (length === undefined) return null
  const lengths = new Set(length.split(',').map((part) => part.trim()))
  const [only = ''] = lengths
  if (lengths.size !== 1 || !/^\d{1,15}$/.test(only)) return { kind: 'opaque' }
  return /^0+$/.test(only) ? { kind: 'none' } : { kind: 'counted', bytes: Number(only) }
}

/** The same head with another `Host`: the one line that a proxy must change, since it names the server. */
export function withHost(head: Buffer, host: string): Buffer {
  const text = head.toString('latin1')
  const from = text.indexOf('\n') + 1
  const { 0: line, index } = /^host:[^\r\n]*/im.exec(text.slice(from)) ?? { index: 0 }
  if (line === undefined) return head
  const at = from + index
  return Buffer.from(`${text.slice(0, at)}${line.slice(0, 5)} ${host}${text.slice(at + line.length)}`, 'latin1')
}
