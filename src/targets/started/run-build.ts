import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { InfbenchError } from '../../core/errors.ts'
import type { TargetContext } from '../target.ts'
import { logTail, openLog } from './log-tail.ts'
import { signalGroup } from './process-signals.ts'

export interface Build {
  /** For a POSIX shell. */
  readonly command: string
  readonly folder: string
  /** Tells its log from others of the same second. */
  readonly mark: string
}

/** Runs a command to its end, in a process group of its own. Errors: `server.start` with the end of its log, `interrupted`. */
export async function runBuild({ command, folder, mark }: Build, context: Omit<TargetContext, 'cwd'>): Promise<void> {
  const interrupted = () => new InfbenchError('interrupted', { message: `stopped while building: ${command}` })
  if (context.signal.aborted) throw interrupted()
  const logPath = openLog(context, 'build', mark)
  const log = openSync(logPath, 'a')
  const child = spawn('sh', ['-c', command], {
    cwd: folder,
    env: context.env,
    stdio: ['ignore', log, log],
    detached: true,
  })
  closeSync(log)
  const end = () => {
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL')
  }
  context.signal.addEventListener('abort', end, { once: true })
  const how = await new Promise<string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) =>
      resolve(code === 0 ? null : signal === null ? `exit code ${code}` : `signal ${signal}`),
    )
  })
  context.signal.removeEventListener('abort', end)
  if (context.signal.aborted) throw interrupted()
  if (how === null) return
  const message = `${JSON.stringify(command)}: expected a build that succeeds, got ${how}${logTail(logPath)}`
  throw new InfbenchError('server.start', { message })
}
