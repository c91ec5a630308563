import { type Clock, fakeClock } from '../../src/core/clock.ts'
import type { Io } from '../../src/core/io.ts'

/** An Io whose streams are strings and whose clock stands still unless moved. */
export interface TestIo extends Io {
  readonly written: { stdout: string; stderr: string }
  readonly clock: Clock & { advance(ns: number): void }
}

/** As the program would see a pipe; `terminal` gives both streams that many columns instead. */
export function testIo(
  options: { terminal?: number; env?: Record<string, string>; cwd?: string; stop?: AbortSignal } = {},
): TestIo {
  const written = { stdout: '', stderr: '' }
  const output = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[name] += text
    },
    isTerminal: options.terminal !== undefined,
    columns: options.terminal ?? null,
  })
  return {
    written,
    clock: fakeClock(),
    env: options.env ?? {},
    cwd: options.cwd ?? '/work',
    stdout: output('stdout'),
    stderr: output('stderr'),
    stop: options.stop ?? new AbortController().signal,
    abort: new AbortController().signal,
  }
}
