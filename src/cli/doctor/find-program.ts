import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { Io } from '../../core/io.ts'

/** Path of the first of `names` on the PATH, or null. */
export async function findProgram(names: readonly string[], env: Io['env']): Promise<string | null> {
  for (const name of names) {
    for (const folder of (env['PATH'] ?? '').split(delimiter).filter((entry) => entry !== '')) {
      const path = join(folder, name)
      const runnable = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
      if (runnable) return path
    }
  }
  return null
}

/** First line a program says when asked for its version; null when it does not run or takes over 5 s. */
export async function versionOf(path: string, args: readonly string[] = ['--version']): Promise<string | null> {
  const said = await outputOf(path, args, 5000)
  return said.output === null ? null : (said.output.trim().split('\n')[0] ?? null)
}

/** What a program prints on stdout, or (with `output` null) the last line of its complaint. */
export function outputOf(
  path: string,
  args: readonly string[],
  timeoutMs: number,
): Promise<{ output: string | null; complaint: string }> {
  return new Promise((resolve) => {
    execFile(path, [...args], { timeout: timeoutMs }, (error, stdout, stderr) => {
      const complaint = stderr.trim().split('\n').at(-1) ?? ''
      resolve(error === null ? { output: stdout, complaint } : { output: null, complaint: complaint || error.message })
    })
  })
}
