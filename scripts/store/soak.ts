/*
 * Kills writers of one store with SIGKILL at random points, two at work at any time, and looks at the file after each:
 * `npm run soak:store -- [--kills 100] [--seed 1]`, with the built program (`npm run build`). Fails where a request is lost that the store
 * had committed, a request is there in part, or SQLite finds the file damaged.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { seededRng } from '../../src/core/rng.ts'
import { openStore } from '../../src/store/open-store.ts'
import { openUpkeep } from '../../src/store/upkeep/open-upkeep.ts'

/** A process that writes a run, and how many of its requests it has said to be committed; null: not even the run. */
interface Writer {
  readonly runId: string
  readonly child: ChildProcess
  committed: number | null
}

export interface SoakResult {
  readonly kills: number
  /** Killed before their run was there; the others while they were writing. */
  readonly beforeTheRun: number
  /** Requests that writers knew to be committed when they were killed, and those that are there. */
  readonly committed: number
  readonly stored: number
}

/** Longest time to a kill, ms, and the share of kills for which it counts from the writer's first word. */
const longestMs = 300
const whileWriting = 0.8

/** Throws what is wrong with the store after a kill. */
export async function soak(path: string, kills: number, seed: number): Promise<SoakResult> {
  const rng = seededRng(seed)
  const dead: Writer[] = []
  let other = startWriter(path, `run-${seed}-other`)
  for (let i = 0; i < kills; i++) {
    const writer = startWriter(path, `run-${seed}-${i}`)
    // most die while they write, however long this machine takes to start them; the others anywhere on their way there
    if (rng.uniform() < whileWriting) await once(writer.child.stdout as NodeJS.ReadableStream, 'data')
    await sleep(rng.uniform() * longestMs)
    // the one that has been writing for longer dies as often as the one that just began
    const [killed, kept] = rng.uniform() < 0.5 ? [other, writer] : [writer, other]
    await kill(killed)
    other = kept
    dead.push(killed)
    checkStore(path, dead)
  }
  await kill(other)
  const stored = checkStore(path, [...dead, other])
  const committed = dead.reduce((sum, { committed: count }) => sum + (count ?? 0), other.committed ?? 0)
  return {
    kills: kills + 1,
    beforeTheRun: dead.filter((writer) => writer.committed === null).length,
    committed,
    stored,
  }
}

function startWriter(path: string, runId: string): Writer {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'soak-writer.mjs'), path, runId], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const writer: Writer = { runId, child, committed: null }
  let said = ''
  child.stdout?.on('data', (bytes: Buffer) => {
    said += String(bytes)
    const lines = said.split('\n')
    said = lines.pop() as string
    if (lines.length > 0) writer.committed = Number(lines.at(-1))
  })
  return writer
}

/** Returns when all that it said before has been read. */
async function kill({ child, runId }: Writer): Promise<void> {
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  const [code] = (await closed) as [number | null]
  if (code !== null) throw new Error(`${runId}: expected a writer that is killed, got one that ended with ${code}`)
}

/** The number of requests of those writers that are there. */
function checkStore(path: string, dead: readonly Writer[]): number {
  const upkeep = openUpkeep(path)
  try {
    const faults = upkeep.check()
    if (faults.length > 0) throw new Error(`expected a sound store, got ${faults[0]?.message}`)
  } finally {
    upkeep.close()
  }
  using store = openStore(path)
  const listed = new Map(store.listRuns().map((run) => [run.runId, run]))
  return dead.reduce((sum, { runId, committed }) => {
    const run = listed.get(runId)
    const stored = run?.requests.stored ?? 0
    if (stored < (committed ?? 0) || (committed !== null && run === undefined))
      throw new Error(`${runId}: expected the ${committed} requests that were committed, got ${stored}`)
    if (run !== undefined && run.state !== 'killed') throw new Error(`${runId}: expected killed, got ${run.state}`)
    return sum + stored
  }, 0)
}

/** Kills in one file; looking at all of it after each takes longer the more was written. */
const killsOfAFile = 5

async function main(kills: number, seed: number): Promise<void> {
  for (let done = 0; done < kills; ) {
    const folder = mkdtempSync(join(tmpdir(), 'infbench-soak-'))
    try {
      const result = await soak(join(folder, 'results.db'), Math.min(killsOfAFile, kills - done) - 1, seed + done)
      done += result.kills
      process.stdout.write(`${JSON.stringify({ done, ...result })}\n`)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

if (process.argv[1]?.endsWith('soak.ts')) {
  const { values } = parseArgs({
    options: { kills: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
  })
  await main(Number(values.kills), Number(values.seed))
}
