import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The built command line; `npx tsc -p tsconfig.json` makes it. */
export const cliMain = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))

/** What a command left behind when it ended. */
export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** A program that starts the command: `['sh', 'script']`. */
  readonly through?: readonly string[]
  /** Called as output comes, e.g. to send a signal at a certain line. */
  readonly onStderr?: (text: string, child: ChildProcess) => void
  readonly onStdout?: (text: string, child: ChildProcess) => void
}

/** Runs `infbench` as a user would, in a process of its own, away from the tester's own settings. */
export function infbench(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const { INFBENCH_DB: _db, FORCE_COLOR: _force, NO_COLOR: _no, INFBENCH_DEBUG: _debug, ...env } = process.env
  const [program, ...line] = [...(options.through ?? []), process.execPath, cliMain, ...args]
  const child = spawn(program as string, line, {
    cwd: options.cwd,
    env: { ...env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (bytes: Buffer) => {
    said.stdout += String(bytes)
    options.onStdout?.(String(bytes), child)
  })
  child.stderr.on('data', (bytes: Buffer) => {
    said.stderr += String(bytes)
    options.onStderr?.(String(bytes), child)
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...said })))
}

/** An empty folder that is removed when the test file is done with it. */
export async function temporaryFolder(): Promise<{
  path: string
  entries(): Promise<string[]>
  remove(): Promise<void>
}> {
  const path = await mkdtemp(join(tmpdir(), 'infbench-cli-'))
  const entries = async () => (await readdir(path, { recursive: true })).sort()
  return { path, entries, remove: () => rm(path, { recursive: true, force: true }) }
}
