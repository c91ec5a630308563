import { randomBytes } from 'node:crypto'

/** `20261121-084500-ab12cd`: sorts by start (UTC), unique across machines by 24 random bits a second. */
export function newRunId(wallMs: number, entropy: Uint8Array = randomBytes(3)): string {
  const iso = new Date(wallMs).toISOString()
  const stamp = `${iso.slice(0, 10).replaceAll('-', '')}-${iso.slice(11, 19).replaceAll(':', '')}`
  return `${stamp}-${Buffer.from(entropy).toString('hex')}`
}
