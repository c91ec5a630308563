import { InfbenchError } from '../../core/errors.ts'
import type { ImportFile } from '../imported-run.ts'

interface Fault {
  /** Line in the file, from 1. */
  readonly line?: number | undefined
  /** Path with dots of the key at fault. */
  readonly key?: string | undefined
  /** "expected ..., got ...". */
  readonly message: string
  readonly hint?: string | undefined
}

/** The error of a file that is not what its format holds: `file:line key: expected ..., got ...`. */
export function importFault({ path }: Pick<ImportFile, 'path'>, { line, key, message, hint }: Fault): InfbenchError {
  const place = `${path}${line === undefined ? '' : `:${line}`}${key === undefined || key === '' ? '' : ` ${key}`}`
  return new InfbenchError('import.malformed', { message: `${place}: ${message}`, hint })
}
