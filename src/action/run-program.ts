import { spawn } from 'node:child_process'
import type { Ended, RunOptions } from './action-io.ts'

/**
 * Runs a program to its end: stdout is kept, stderr handed on by whole lines as they come. Once `stop` is aborted it is interrupted as by Ctrl-C,
 * which lets it store what it measured. Rejects when it cannot be started.
 */
export function runProgram(command: readonly string[], options: RunOptions, stop: AbortSignal): Promise<Ended> {
  const [program = '', ...args] = command
  const { cwd, env, onStderr } = options
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    const interrupt = () => void child.kill('SIGINT')
    stop.addEventListener('abort', interrupt, { once: true })
    const said: Buffer[] = []
    let rest = ''
    child.stdout.on('data', (bytes: Buffer) => said.push(bytes))
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      const lines = `${rest}${text}`.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) onStderr(line)
    })
    child.once('error', reject)
    child.once('close', (code) => {
      stop.removeEventListener('abort', interrupt)
      if (rest !== '') onStderr(rest)
      resolve({ code, stdout: Buffer.concat(said).toString('utf8') })
    })
  })
}
