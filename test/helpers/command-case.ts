import { readCommandLine } from '../../src/cli/command-line.ts'
import { printError } from '../../src/cli/print-error.ts'
import { testIo } from './test-io.ts'

/** Runs commands inside the test, in `cwd`; what they print and how they would exit. */
export function commandsIn(cwd: string, env: Record<string, string> = {}) {
  return async (...argv: readonly string[]) => {
    const io = testIo({ cwd, env })
    const code = await readCommandLine(argv, '0', io)
      .then((request) => (request.kind === 'command' ? request.syntax.execute(request.args, io) : 0))
      .catch((error: unknown) => printError(error, io))
    return { code, ...io.written }
  }
}
