import { spawn, spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { type MockServer, startMockServer } from '../../../src/selftest/mock/mock-server-process.ts'
import { type BuiltChildren, buildChildren } from './built-children.ts'
import type { BareTask } from './bare-child.ts'
import type { ClientFigures, ClientTask } from './client-task.ts'

/** Cores for client and server; null where the machine cannot keep them apart. */
export interface Cores {
  readonly client: string
  readonly server: string
}

/** The last core for the client, the first for the server (interrupts tend to go to it) and from now on for this process. */
export function coresToUse(): Cores | null {
  const count = availableParallelism()
  const canPin = count > 1 && spawnSync('taskset', ['-c', '0', 'true']).status === 0
  if (!canPin) return null
  // This process collects its garbage when it has nothing to do, which is while the client measures.
  spawnSync('taskset', ['-acp', '0', `${process.pid}`])
  return { client: `${count - 1}`, server: '0' }
}

/** As many cores for the client as there are: all but the server's, and that one too where there are two. */
export function coresForWorkers(cores: Cores | null): Cores | null {
  const last = availableParallelism() - 1
  return cores === null ? null : { ...cores, client: last > 1 ? `1-${last}` : `0-${last}` }
}

let built: Promise<BuiltChildren> | null = null

/** A server of its own, whose count of requests starts at one, for as long as `use` takes. */
export async function withMock<T>(cores: Cores | null, use: (mock: MockServer) => Promise<T>): Promise<T> {
  built ??= buildChildren()
  const mock = await startMockServer(0, cores?.server, (await built).server)
  try {
    return await use(mock)
  } finally {
    await mock.close()
  }
}

/** Runs the task in a fresh client pinned to its core, against a fresh server on the other. */
export function runClient(task: ClientTask, cores: Cores | null): Promise<ClientFigures> {
  return withMock(cores, async ({ origin, pid }) => {
    built ??= buildChildren()
    const args = [(await built).client, JSON.stringify(task), origin, `${pid},${process.pid}`]
    return JSON.parse(await outputOf(pinned(cores?.client, [process.execPath, ...args]))) as ClientFigures
  })
}

/** CPU ns per event or request of sockets alone, in a process of their own on the client's core. */
export function runBare(task: BareTask, cores: Cores | null): Promise<{ readonly cpuNs: number }> {
  return withMock(cores, async ({ origin }) => {
    built ??= buildChildren()
    const command = [process.execPath, (await built).bare, JSON.stringify(task), origin]
    return JSON.parse(await outputOf(pinned(cores?.client, command))) as { cpuNs: number }
  })
}

/** The command, on that core. */
export function pinned(core: string | undefined, command: readonly string[]): readonly string[] {
  return core === undefined ? command : ['taskset', '-c', core, ...command]
}

/** What a command prints; throws with the end of its stderr when it fails. */
export async function outputOf([program = '', ...args]: readonly string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let faults = ''
  child.stdout.on('data', (text: Buffer) => (out += String(text)))
  child.stderr.on('data', (text: Buffer) => (faults = (faults + String(text)).slice(-1000)))
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${faults.trim()}`)
  return out
}
