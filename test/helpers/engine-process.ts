import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The built engine; `npx tsc -p tsconfig.json` makes it. */
export const engineMain = fileURLToPath(new URL('../../dist/engine/main.js', import.meta.url))

export interface EngineResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface EngineProcess {
  readonly child: ChildProcess
  /** Base URL, once it says that it listens; rejects when it ends before. */
  readonly url: Promise<string>
  readonly result: Promise<EngineResult>
}

/** Starts the engine with these arguments in a process of its own. */
export function engineProcess(args: readonly string[], env: Readonly<Record<string, string>> = {}): EngineProcess {
  const { INFBENCH_ISA: _isa, ...clean } = process.env
  const child = spawn(process.execPath, [engineMain, ...args], {
    env: { ...clean, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  let listening: (url: string) => void = () => undefined
  let ended: (error: Error) => void = () => undefined
  const url = new Promise<string>((resolve, reject) => {
    listening = resolve
    ended = reject
  })
  url.catch(() => undefined)
  child.stdout.on('data', (bytes: Buffer) => {
    said.stdout += String(bytes)
    const match = /^listening on (http:\S+)\n/m.exec(said.stdout)
    if (match?.[1] !== undefined) listening(match[1])
  })
  child.stderr.on('data', (bytes: Buffer) => (said.stderr += String(bytes)))
  const result = new Promise<EngineResult>((resolve) =>
    child.on('close', (code) => {
      ended(new Error(`engine ended with ${code}: ${said.stderr}`))
      resolve({ code, ...said })
    }),
  )
  return { child, url, result }
}
