import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pid } from 'node:process'
import { InfbenchError } from '../../core/errors.ts'
import type { TargetContext } from '../target.ts'

const mostLines = 12

/** A log file of its own for what a command says; `what` and `mark` tell it from others of the same second. */
export function openLog(
  { logDirectory, clock }: Pick<TargetContext, 'logDirectory' | 'clock'>,
  what: string,
  mark: string | number,
): string {
  const stamp = new Date(clock.wallMs()).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
  try {
    mkdirSync(logDirectory, { recursive: true })
    const path = join(logDirectory, `${what}-${stamp}-${pid}-${mark}.log`)
    closeSync(openSync(path, 'a'))
    return path
  } catch (cause) {
    throw new InfbenchError('output.unwritable', {
      message: `${logDirectory}: expected a folder for the log of the ${what}, got ${(cause as Error).message}`,
      cause,
    })
  }
}

/** `; the end of its log PATH:` and the last lines of it; only the place where it says nothing. */
export function logTail(path: string): string {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
  if (lines.length === 0) return `; its log ${path} is empty`
  return `; the end of its log ${path}:\n${lines
    .slice(-mostLines)
    .map((line) => `  ${line}`)
    .join('\n')}`
}
