import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { connect } from 'node:net'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MockServer } from '../../src/selftest/mock/mock-server-process.ts'
import { cliMain } from '../../test/helpers/cli.ts'

/** Something between the client and the mock server. */
export interface Relay {
  readonly name: string
  readonly url: string
  readonly pid: number
  stop(): void
}

/** Starts a recorder in front of the mock server, as users run it, a process of its own. */
export async function startRecorder(mock: MockServer, folder: string, name = 'recorder'): Promise<Relay> {
  const output = join(folder, `${name.replaceAll(/\W+/g, '-')}-${Date.now()}.jsonl.gz`)
  const args = ['record', '--to', mock.url, '--listen', ':0', '-o', output, '--quiet']
  const recorder = spawn(process.execPath, [cliMain, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  const url = await new Promise<string>((resolve, reject) => {
    recorder.stderr.on('data', (text) => resolve(/listening on (\S+),/.exec(String(text))?.[1] ?? ''))
    recorder.once('exit', (code) => reject(new Error(`infbench record ended with ${code}`)))
  })
  return relayOf(name, url, recorder)
}

/** A recorder whose main thread did not step back; null where that may not be undone. */
export async function startUnyielding(mock: MockServer, folder: string): Promise<Relay | null> {
  const relay = await startRecorder(mock, folder, 'recorder, not nice')
  try {
    setPriority(relay.pid, 0)
    return relay
  } catch {
    relay.stop()
    return null
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const firstPort = 18_700
let nextPort = firstPort

/** The least that standing between two processes takes; null without a C compiler. */
export async function startBare(mock: MockServer): Promise<Relay | null> {
  const program = join(root, 'build', 'bare-relay')
  mkdirSync(join(root, 'build'), { recursive: true })
  try {
    execFileSync('cc', ['-O2', '-pthread', '-o', program, join(root, 'scripts/measure/bare-relay.c')])
  } catch {
    return null
  }
  return startOther(mock, `${program} {port} {toPort}`, 'bare relay')
}

/** Starts another relay by a command with `{port}`, `{to}` or `{toPort}` in it, and waits until it takes connections. */
export async function startOther(mock: MockServer, command: string, name = command): Promise<Relay> {
  const port = nextPort++
  const { host, port: toPort } = new URL(mock.url)
  const filled = command.replaceAll('{port}', `${port}`).replaceAll('{to}', host).replaceAll('{toPort}', toPort)
  const [program = '', ...args] = filled.split(' ')
  const other = spawn(program, args, { stdio: 'ignore' })
  while (!(await takesConnections(port)))
    if (other.exitCode !== null) throw new Error(`${filled} ended with ${other.exitCode}`)
  return relayOf(name, `http://127.0.0.1:${port}/v1`, other)
}

const relayOf = (name: string, url: string, child: ChildProcess): Relay => ({
  ...{ name, url, pid: child.pid as number },
  stop: () => void child.kill('SIGKILL'),
})

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true) ?? socket.destroy())
    socket.once('error', () => setTimeout(resolve, 50, false))
  })
}
