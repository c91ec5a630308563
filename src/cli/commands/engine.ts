import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { InfbenchError } from '../../core/errors.ts'
import type { Io } from '../../core/io.ts'
import type { ExitCode } from '../exit-codes.ts'

/** The bundled engine's own command line; the harness only ever starts it, so that it is measured like any server. */
export const engineMain = fileURLToPath(new URL('../../../engine/main.js', import.meta.url))

/** Runs the engine with these arguments as a child process; its output, signals and exit code pass through. `program`: its name in help. */
export async function engine(
  args: readonly string[],
  io: Pick<Io, 'stop' | 'abort' | 'env'>,
  program: string,
): Promise<ExitCode> {
  // in a process group of its own: a terminal's Ctrl-C would reach it twice, and the second asks it to end at once
  // and so it must see its stdin close when this process is gone, however it went
  const child = spawn(execPath, [engineMain, ...args], {
    env: { ...io.env, INFBENCH_EXIT_WITH_PARENT: '1', INFBENCH_PROGRAM: program },
    stdio: ['pipe', 'inherit', 'inherit'],
    detached: true,
  })
  io.stop.addEventListener('abort', () => child.kill('SIGTERM'))
  io.abort.addEventListener('abort', () => child.kill('SIGTERM')) // its second one: it ends at once, with 130
  return exitOf(child)
}

function exitOf(child: ChildProcess): Promise<ExitCode> {
  return new Promise((resolve, reject) => {
    child.on('error', (cause) =>
      reject(new InfbenchError('engine.start', { message: `the engine did not start: ${cause.message}`, cause })),
    )
    // whatever the engine exits with is passed on: its codes are its own
    child.on('exit', (code, signal) =>
      resolve((code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 0)) as ExitCode),
    )
  })
}
