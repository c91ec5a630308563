import type { Clock } from './clock.ts'

/**
 * Everything impure that a command may touch, built once in `cli/main.ts` and passed on, so that whole commands run inside
 * a test. Nothing below `cli/main.ts` reads `process`, `console` or the wall clock by itself (lint holds this).
 */
export interface Io {
  readonly clock: Clock
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly stdout: Output
  readonly stderr: Output
  /** Aborted by the first Ctrl-C: stop sending, drain, store, summarise. */
  readonly stop: AbortSignal
  /** Aborted by the second Ctrl-C: end at once. */
  readonly abort: AbortSignal
}

/** A text stream; `isTerminal` decides colours and live lines, `columns` is the width of the terminal or null. */
export interface Output {
  write(text: string): void
  readonly isTerminal: boolean
  readonly columns: number | null
  /** Resolves when what was written is gone: to `false` where no one reads any more. Absent: everything is taken at once. */
  readonly taken?: () => Promise<boolean>
}
