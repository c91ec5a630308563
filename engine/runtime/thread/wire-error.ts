import type { EngineErrorKind } from '../../engine-error.ts'
import { EngineError } from '../../engine-error.ts'
import type { WireError } from './messages.ts'

const kinds: readonly string[] = ['usage', 'model', 'port', 'addon', 'internal'] satisfies EngineErrorKind[]

/** An error of any kind as plain data. */
export function toWireError(error: unknown): WireError {
  const { kind, hint } = (error ?? {}) as { kind?: unknown; hint?: unknown }
  return {
    kind: typeof kind === 'string' ? kind : 'internal',
    message: error instanceof Error ? error.message : String(error),
    hint: typeof hint === 'string' ? hint : undefined,
  }
}

/** The error again on the other side. */
export function fromWireError(wire: WireError): EngineError {
  const kind = kinds.includes(wire.kind) ? (wire.kind as EngineErrorKind) : 'internal'
  return new EngineError(kind, wire.message, wire.hint === undefined ? {} : { hint: wire.hint })
}
