import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PeerTask } from '../peers/client-peer.ts'
import { infbench } from './run-command.ts'
import { type Cores, pinned, withMock } from './run-client.ts'

/** What `infbench run` says of a load. */
export interface FaultRun {
  /** Null: it was ended by force. */
  readonly exitCode: number | null
  /** Null: it wrote no document. */
  readonly succeeded: number | null
  /** Requests that the server saw. */
  readonly sent: number
  readonly status: string | null
  readonly failures: Readonly<Record<string, number>>
  /** Codes of its reasons. */
  readonly reasons: readonly string[]
}

interface Document {
  readonly status: string
  readonly requests: { readonly completed: number; readonly failures: Readonly<Record<string, number>> }
  readonly reasons: readonly { readonly code: string }[]
}

/** Runs a closed loop by the command line against a mock that lists no models, or against `origin`. */
export function runOnFault(
  task: PeerTask,
  cores: Cores | null,
  limitMs: number,
  origin: string | null,
): Promise<FaultRun> {
  return withMock(cores, async (mock) => {
    const folder = mkdtempSync(join(tmpdir(), 'infbench-fault-'))
    try {
      const url = `${origin ?? mock.origin}/unlisted/v1`
      const lines = [
        `target: {url: "${url}", model: ${task.model}}`,
        `requests: {source: {synthetic: {input: 16, output: ${task.outputTokens}}}}`,
        `arrival: {process: concurrency, users: ${task.users}}`,
        ...[`count: ${task.requests}`, 'warmup: 0s', 'timeout: 2s', ''],
      ]
      writeFileSync(join(folder, 'fault.yaml'), lines.join('\n'))
      const { exitCode, stdout } = await ran(folder, cores, limitMs)
      return { exitCode, sent: (await mock.log()).length, ...told(stdout) }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
}

async function ran(cwd: string, cores: Cores | null, limitMs: number) {
  const args = ['run', 'fault.yaml', '--json', '--quiet', '--no-report', '--db', 'runs.db']
  const [program = '', ...rest] = pinned(cores?.client, [process.execPath, infbench, ...args])
  const child = spawn(program, rest, {
    cwd,
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: limitMs,
    killSignal: 'SIGKILL',
  })
  let stdout = ''
  child.stdout.on('data', (text: Buffer) => (stdout += String(text)))
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { exitCode, stdout }
}

function told(stdout: string): Omit<FaultRun, 'exitCode' | 'sent'> {
  if (stdout === '') return { succeeded: null, status: null, failures: {}, reasons: [] }
  const { status, requests, reasons } = JSON.parse(stdout) as Document
  const { completed, failures } = requests
  return { succeeded: completed, status, failures, reasons: reasons.map(({ code }) => code) }
}
