import type { Argv } from 'yargs'
import type { CommandIo } from './command-io.ts'

/** One command of the engine: adds itself to the command line. Its handler throws `EngineError` for what it refuses. */
export interface Verb {
  readonly name: string
  add(cli: Argv, io: CommandIo): Argv
}

/** What `MODEL` may be, for help. */
export const modelNames = 'synthetic:llama-15m, -110m or -1b, or a llama2.c file'

/** Examples in yargs' form: [command line, what it does]. */
export function examples(program: string, lines: readonly (readonly [string, string])[]): [string, string][] {
  return lines.map(([args, does]) => [`${program} ${args}`, does])
}
