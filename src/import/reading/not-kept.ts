import type { ImportNote } from '../../core/imported/imported-figure.ts'
import { absent } from './notes.ts'

/** Names what a file tells of each request that has no place in a record. */
export function notKept(...names: readonly string[]): ImportNote {
  return absent(null, `told of each request and not kept: ${names.join(', ')}`)
}

/** The first line of an error, at most 300 characters; `otherwise` where there is none. */
export function errorLine(text: unknown, otherwise: string): string {
  if (typeof text !== 'string' || text.trim() === '') return otherwise
  return (text.trim().split('\n')[0] as string).slice(0, 300)
}
