import { InfbenchError } from '../../../core/errors.ts'

/** `source.unreadable` at a line of a trace: `trace.csv:7: expected ..., got ...`. */
export function traceFault(path: string, line: number, expected: string, got: string): InfbenchError {
  const shown = got.length <= 80 ? got : `${got.slice(0, 77)}...`
  return new InfbenchError('source.unreadable', { message: `${path}:${line}: expected ${expected}, got ${shown}` })
}
