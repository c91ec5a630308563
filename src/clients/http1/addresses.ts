import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'

/** Where a socket connects to; the host is numeric. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** The address that a URL names by itself; null where it is a name. */
export function literalAddress(base: URL): Address | null {
  const { host, port } = placeOf(base)
  return isIP(host) === 0 ? null : { host, port }
}

/** All addresses of a URL's host, in the order of the system; rejects with the resolver's error. */
export async function addressesOf(base: URL): Promise<readonly Address[]> {
  const literal = literalAddress(base)
  if (literal !== null) return [literal]
  const { host, port } = placeOf(base)
  const found = await lookup(host, { all: true })
  return found.map(({ address }) => ({ host: address, port }))
}

const placeOf = (base: URL) => ({
  host: base.hostname.replace(/^\[|\]$/g, ''),
  port: base.port === '' ? 80 : Number(base.port),
})
