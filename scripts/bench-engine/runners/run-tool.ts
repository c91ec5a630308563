import { execFile } from 'node:child_process'

export interface ToolOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Called with its process id while it runs, often enough that what its last moments cost does not matter. */
  whileRunning?(pid: number): void
}

/** A tool that takes longer shares its cores with somebody: its threads meet at barriers without ever yielding. */
const mostMs = 120_000
const lookEveryMs = 50

/**
 * What a program says on stdout and stderr; rejects with the end of stderr where it fails. Not synchronous: an interrupt
 * meanwhile must still end the processes that wait for their turn.
 */
export function runTool(program: string, args: readonly string[], options: ToolOptions = {}): Promise<string> {
  const env = { ...process.env, ...options.env }
  return new Promise((resolve, reject) => {
    const tool = execFile(program, [...args], { env, timeout: mostMs }, (error, stdout, stderr) => {
      clearInterval(looking)
      process.off('exit', orphaned)
      if (error === null) return resolve(stdout + stderr)
      reject(new Error(`${program} ended with ${error.code ?? error.signal}: ${stderr.slice(-500)}`))
    })
    const orphaned = () => tool.kill('SIGKILL')
    const looking = setInterval(() => {
      if (tool.pid !== undefined) options.whileRunning?.(tool.pid)
    }, lookEveryMs)
    process.once('exit', orphaned)
  })
}
