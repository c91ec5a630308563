import { InfbenchError } from '../core/errors.ts'
import type { Io } from '../core/io.ts'
import { type ExitCode, exitCodeOf } from './exit-codes.ts'
import { textStyle } from './output/text/text-style.ts'

/** Says what went wrong and what to do, on stderr; returns the exit code. A stack trace only with INFBENCH_DEBUG=1. */
export function printError(error: unknown, io: Pick<Io, 'stderr' | 'env'>): ExitCode {
  const known = error instanceof InfbenchError ? error : unexpected(error)
  const style = textStyle(io.stderr, io.env)
  const [first = '', ...more] = known.message.split('\n')
  const lines = [first, ...more].map((line) => `${style.red('error:')} ${line}`)
  if (known.hint !== undefined) lines.push(`  ${style.cyan('hint:')} ${known.hint}`)
  if (io.env['INFBENCH_DEBUG'] === '1') lines.push(stackOf(known))
  io.stderr.write(`${lines.join('\n')}\n`)
  return exitCodeOf[known.code]
}

function unexpected(error: unknown): InfbenchError {
  const said = error instanceof Error ? error.message : String(error)
  return new InfbenchError('internal', {
    message: `this is a bug in infbench: ${said.split('\n')[0]}`,
    hint: 'run it again with INFBENCH_DEBUG=1 and report what it prints',
    cause: error,
  })
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : ''
  return `${error.stack ?? error.message}${cause}`
}
