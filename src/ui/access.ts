/**
 * Who may use the page. It listens on the loopback address alone, but any page in any browser of this machine can send requests there, and so
 * can other users. So the address must be named as we named it (no DNS rebinding), whoever asks must hold the token, and what
 * writes must come from a page of ours (no cross-site forms).
 */
import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

export interface Access {
  /** Secret of this start of the page. */
  readonly token: string
  readonly port: number
}

/** What becomes of a request: it may pass; it holds the token in its address and must be given the cookie; or it is refused and told why. */
export type Admission =
  | { readonly kind: 'pass' }
  | { readonly kind: 'enter' }
  | { readonly kind: 'refused'; readonly why: string }

/** Bytes of the token. */
export const tokenBytes = 24

export const cookieName = ({ port }: Access) => `infbench_ui_${port}`

/** `Set-Cookie` for who brought the token: closed to scripts, never sent from other sites, gone with the browser. */
export const cookieOf = (access: Access) => `${cookieName(access)}=${access.token}; Path=/; HttpOnly; SameSite=Strict`

/** Judges a request by its method, its headers and the token in its query, if any. */
export function admit(
  access: Access,
  { method, headers, token }: { method: string; headers: IncomingHttpHeaders; token: string | null },
): Admission {
  const hosts = ['127.0.0.1', 'localhost'].map((name) => `${name}:${access.port}`)
  if (!hosts.includes(headers.host ?? '')) return refused('the page answers to the address it was started with only')
  const bearer = same(/^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1], access.token)
  if (writes(method) && !bearer && !hosts.some((host) => headers.origin === `http://${host}`))
    return refused('what writes must come from a page of this server')
  if (bearer || same(cookieIn(headers.cookie, cookieName(access)), access.token)) return { kind: 'pass' }
  if (!writes(method) && same(token ?? undefined, access.token)) return { kind: 'enter' }
  return refused('the token is missing or of another start; open the address that infbench ui printed')
}

const writes = (method: string) => method !== 'GET' && method !== 'HEAD'

const refused = (why: string): Admission => ({ kind: 'refused', why })

function same(given: string | undefined, token: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(token)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function cookieIn(header: string | undefined, name: string): string | undefined {
  return header
    ?.split(/; */)
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1)
}
