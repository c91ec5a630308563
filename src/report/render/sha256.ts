import { createHash } from 'node:crypto'

/** Base64 SHA-256, as content security policies write it. */
export const sha256 = (text: string) => createHash('sha256').update(text).digest('base64')
