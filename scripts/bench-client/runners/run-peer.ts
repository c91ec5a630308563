import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MockLog } from '../../../src/selftest/mock/mock-log.ts'
import type { ClientPaths } from '../peers/client-paths.ts'
import type { ClientPeer, PeerTask, PeerTimes } from '../peers/client-peer.ts'
import { type TreeReading, watchTree } from './process-tree.ts'
import { type Cores, pinned, withMock } from './run-client.ts'

/** One load of a peer and what the server says of it. */
export interface PeerRun {
  readonly exitCode: number | null
  /** Null: it wrote nothing that could be read. */
  readonly times: PeerTimes | null
  readonly log: readonly MockLog[]
  readonly readings: readonly TreeReading[]
  /** The end of what it said. */
  readonly said: string
}

/** Where it was ended by force. */
export const overTime = null

const noHub = { HF_HUB_OFFLINE: '1', TRANSFORMERS_OFFLINE: '1', VLLM_NO_USAGE_STATS: '1', DO_NOT_TRACK: '1' }

/** Runs a peer pinned to the client's core, against a fresh mock on the other one; it is ended after `limitMs`. */
export function runPeer(
  peer: ClientPeer,
  task: PeerTask,
  paths: ClientPaths,
  cores: Cores | null,
  limitMs: number,
  originOf = (origin: string) => origin,
): Promise<PeerRun> {
  return withMock(cores, async (mock) => {
    const folder = mkdtempSync(join(tmpdir(), 'infbench-peer-'))
    const place = { origin: originOf(mock.origin), folder, paths }
    try {
      const { program, args, env } = peer.command(task, place)
      const ran = await runWatched(pinned(cores?.client, [program, ...args]), folder, { ...noHub, ...env }, limitMs)
      const { stdout, ...rest } = ran
      return { ...rest, times: readOrNull(() => peer.read(place, stdout)), log: await mock.log() }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
}

async function runWatched(
  [program = '', ...args]: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  limitMs: number,
) {
  const child = spawn(program, args, {
    cwd,
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const pid = child.pid ?? 0
  let stdout = ''
  let said = ''
  child.stdout.on('data', (text: Buffer) => (stdout += String(text)))
  child.stderr.on('data', (text: Buffer) => (said = (said + String(text)).slice(-2000)))
  const tree = watchTree(pid)
  const end = () => void process.kill(-pid, 'SIGKILL')
  const limit = setTimeout(end, limitMs)
  process.once('exit', end)
  const exitCode = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  )
  clearTimeout(limit)
  process.off('exit', end)
  return { exitCode, stdout, said, readings: tree.stop() }
}

function readOrNull(read: () => PeerTimes): PeerTimes | null {
  try {
    return read()
  } catch {
    return null
  }
}
