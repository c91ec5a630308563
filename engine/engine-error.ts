/**
 * What went wrong, as far as the exit code is concerned: `usage` (the command line), `model` (the model's or tokenizer's
 * file), `input` (another file of input), `port` (the address cannot be listened on), `addon` (the native part is missing), `internal` (a bug of ours).
 */
export type EngineErrorKind = 'usage' | 'model' | 'input' | 'port' | 'addon' | 'internal'

/** The engine's one error class, for what a person must act on. One line: where, expected, got. Printed by `main.ts` only. */
export class EngineError extends Error {
  readonly kind: EngineErrorKind
  /** A command or an edit to make now. */
  readonly hint: string | undefined

  constructor(kind: EngineErrorKind, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'EngineError'
    this.kind = kind
    this.hint = options.hint
  }
}
