import { InfbenchError } from '../../core/errors.ts'

const own: Readonly<Record<string, string>> = {
  'content-type': 'application/json',
  accept: 'text/event-stream, application/json',
  'user-agent': 'infbench',
  connection: 'keep-alive',
}

/** Header fields of every request, the caller's over ours; names lower-cased, values checked against header injection. */
export function requestFields(headers: Readonly<Record<string, string>>): Record<string, string> {
  const fields = { ...own }
  for (const [name, value] of Object.entries(headers)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
    if (
      !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) ||
      /[\u0000-\u0008\u000a-\u001f\u007f]/.test(value) ||
      /[^\u0000-\u00ff]/.test(value)
    ) {
      throw new InfbenchError('workload.invalid', {
        message: `target.headers.${JSON.stringify(name)}: expected a header of printable Latin-1 characters, got one that HTTP cannot carry`,
        hint: 'remove line ends and non-Latin characters from the header (or from the API key)',
      })
    }
    fields[name.toLowerCase()] = value
  }
  return fields
}

// Up to here copying costs less than writing in two pieces.
const mostCopiedBytes = 16 * 1024

type Headers = Readonly<Record<string, string>>

/** The head of a request up to the value of its content-length, the last field: made once for all that have no fields of their own. */
export function requestPrefix(base: URL, headers: Headers): (path: string, own?: Headers) => string {
  const prefix = basePath(base)
  const rest = linesOf({ host: base.host, ...requestFields(headers) })
  return (path, own) => {
    const lines = own === undefined ? rest : linesOf({ host: base.host, ...requestFields({ ...headers, ...own }) })
    return `POST ${prefix}${path} HTTP/1.1\r\n${lines}content-length: `
  }
}

/** What is written for a request with this body, in order. */
export function requestWriter(
  base: URL,
  headers: Headers,
): (path: string, body: Buffer, own?: Headers) => readonly Buffer[] {
  const prefix = requestPrefix(base, headers)
  return (path, body, own) => {
    const head = `${prefix(path, own)}${body.length}\r\n\r\n`
    if (body.length > mostCopiedBytes) return [Buffer.from(head, 'latin1'), body]
    const all = Buffer.allocUnsafe(head.length + body.length)
    all.write(head, 'latin1')
    all.set(body, head.length)
    return [all]
  }
}

const linesOf = (fields: Headers): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')

/** Path of the base URL without its trailing slash. */
export const basePath = (base: URL) => base.pathname.replace(/\/+$/, '')
