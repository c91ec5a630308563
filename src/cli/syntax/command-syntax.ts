import type { InferredOptionTypes, Options, PositionalOptions } from 'yargs'
import type { Io } from '../../core/io.ts'
import type { ExitCode } from '../exit-codes.ts'

/**
 * What one command accepts and says of itself. The syntax files are light on purpose: help, completion and `--version` load
 * all of them and nothing else; `execute` imports the command's work only when it is asked for.
 */
export interface CommandSyntax {
  /** Yargs notation: `run <file>`. */
  readonly command: string
  /** One sentence. */
  readonly summary: string
  readonly positionals: Readonly<Record<string, PositionalOptions>>
  readonly options: Readonly<Record<string, Options>>
  /** Runnable as they stand (tests do), the first also shown in the global help. */
  readonly examples: readonly (readonly [command: string, what: string])[]
  /** Everything after the command's name goes on unread, help included. */
  readonly passthrough?: boolean
  /** It measures, so that it may not take memory and time for its garbage when it likes. */
  readonly measures?: boolean
  execute(args: unknown, io: Io): Promise<ExitCode>
}

/** The word that calls a command. */
export const nameOf = (syntax: CommandSyntax) => syntax.command.split(' ')[0] as string

/** Ties the arguments a command's function takes to the options it declares. */
export function defineCommand<
  const P extends Record<string, PositionalOptions>,
  const O extends Record<string, Options>,
>(syntax: {
  readonly command: string
  readonly summary: string
  readonly positionals: P
  readonly options: O
  readonly examples: CommandSyntax['examples']
  readonly measures?: boolean
  readonly execute: (args: InferredOptionTypes<P> & InferredOptionTypes<O>, io: Io) => Promise<ExitCode>
}): CommandSyntax {
  // yargs checked the arguments against these very declarations
  return {
    ...syntax,
    execute: (args, io) => syntax.execute(args as InferredOptionTypes<P> & InferredOptionTypes<O>, io),
  }
}

/** A value that may be given several times: `--tag a --tag b`. */
export const repeatable = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value

/** The database option that every command on stored runs has. */
export const databaseOption = {
  type: 'string',
  requiresArg: true,
  describe: 'results database',
  defaultDescription: 'INFBENCH_DB, else .infbench/results.db',
  group: 'Store:',
} as const

/** `--skip-bad-rows`, for what reads traces. */
export const skipBadRowsOption = {
  type: 'boolean',
  default: false,
  describe: 'leave out rows of the trace that cannot be read, and count them',
  group: 'Workload:',
} as const

/** `--json`, with the same meaning everywhere. */
export const jsonOption = {
  type: 'boolean',
  default: false,
  describe: 'print one JSON document on stdout, nothing else',
  group: 'Output:',
} as const
