import { spawn } from 'node:child_process'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import type { MockLog } from './mock-log.ts'

/** A running mock server; `url` ends with /v1. It ends with this process at the latest. */
export interface MockServer {
  readonly url: string
  readonly origin: string
  readonly pid: number
  log(): Promise<MockLog[]>
  close(): Promise<void>
}

/** A collection of its garbage holds up what arrives meanwhile by a millisecond or two: with so much room, in MB, there is one in many seconds. */
const youngMb = 32
const roomForYoung = [`--min-semi-space-size=${youngMb}`, `--max-semi-space-size=${youngMb}`]

const beside = new URL(`./mock-server.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

/**
 * Starts the mock (or that of `file`) as a process of its own and waits until it listens. Where a core is named it has that one to itself and
 * spares nothing to be on time.
 */
export async function startMockServer(port = 0, core?: string, file = fileURLToPath(beside)): Promise<MockServer> {
  const isSource = file.endsWith('.ts')
  const ofNode = [...(isSource ? ['--import', 'tsx'] : []), ...(core === undefined ? [] : roomForYoung)]
  const command = [execPath, ...ofNode, file, String(port)]
  const [program, ...args] = core === undefined ? command : ['taskset', '-c', core, ...command, 'eager']
  // In a group of its own: a terminal's Ctrl-C is for who started it, which still asks for the log.
  const child = spawn(program as string, args, { stdio: ['pipe', 'pipe', 'inherit'], detached: true })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const origin = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => resolve(/http:\S+/.exec(String(text))?.[0] ?? ''))
    child.once('exit', (code) => reject(new Error(`mock server exited with ${code}`)))
  })
  return {
    url: `${origin}/v1`,
    origin,
    pid: child.pid as number,
    log: async () => (await (await fetch(`${origin}/log`)).json()) as MockLog[],
    close: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
