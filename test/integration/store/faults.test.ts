import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openStore } from '../../../src/store/open-store.ts'
import { flushRecords } from '../../../src/store/write-buffer.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const root = join(import.meta.dirname, '../../..')
const writer = join(root, 'test/fixtures/store/write-run.mjs')
const built = existsSync(join(root, 'dist/src/store/open-store.js'))
const canUnshare = spawnSync('unshare', ['-m', 'true']).status === 0

const write = (...args: readonly (string | number)[]) =>
  spawn(process.execPath, [writer, ...args.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] })

/** Waits until the child has said `lines` lines, and returns them. */
async function said(child: ChildProcess, lines: number): Promise<string[]> {
  const heard: string[] = []
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    heard.push(line)
    if (heard.length === lines) break
  }
  return heard
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

test.skipIf(!built).each([3, 40, 150])(
  'a run killed after %d requests keeps all but those of its last second (needs dist)',
  async (count) => {
    const path = join(temporaryFolder(), 'results.db')
    const child = write(path, 'killed-run', 100_000, 10)
    const appended = (await said(child, count)).map((line) => Number(line.split(' ')[1]))
    await kill(child)
    const killedAtMs = Date.now()
    using store = openStore(path)
    const kept = [...store.records('killed-run')]
    // half a second more, for a busy machine that wakes the writer late
    const due = appended.filter((atMs) => atMs < killedAtMs - 1500).length
    expect(kept.length).toBeGreaterThanOrEqual(due)
    expect(kept.map(({ index }) => index)).toEqual(kept.map((_, i) => i))
    expect(store.findRun('latest')).toMatchObject({ runId: 'killed-run', state: 'running' })
    expect(store.listRuns()[0]).toMatchObject({ state: 'killed', requests: { stored: kept.length } })
  },
)

test.skipIf(!built)(
  'records of a run that waits for answers are on disk while the writer lives (needs dist)',
  async () => {
    const path = join(temporaryFolder(), 'results.db')
    const child = write(path, 'waiting', 5, 0)
    await said(child, 5)
    using store = openStore(path)
    await expect.poll(() => [...store.records('waiting')].length, { timeout: 3000, interval: 50 }).toBe(5)
    expect(store.stateOf('waiting')).toBe('running')
    await kill(child)
    expect(store.stateOf('waiting')).toBe('killed')
  },
)

test.skipIf(!built)('several processes write one new store at once, and nothing is lost (needs dist)', async () => {
  const path = join(temporaryFolder(), 'results.db')
  const children = ['a', 'b', 'c'].map((id) => write(path, id, 400, 0, 'finish'))
  const heard = await Promise.all(children.map((child) => said(child, 401)))
  expect(heard.map((lines) => lines.at(-1))).toEqual(['finished', 'finished', 'finished'])
  using store = openStore(path)
  for (const id of ['a', 'b', 'c']) expect([...store.records(id)]).toHaveLength(400)
  expect(store.listRuns().map(({ state }) => state)).toEqual(['completed', 'completed', 'completed'])
})

/** Runs the writer with at most `blocks` KiB per file, as a disk that fills up at that point would have it. */
const writeWithin = (path: string, kib: number) =>
  spawnSync(
    'bash',
    ['-c', `ulimit -f ${kib}; exec "$0" "$@"`, process.execPath, writer, path, 'full', '600', '0', 'finish'],
    { encoding: 'utf8', timeout: 20_000 },
  )

test.skipIf(!built)(
  'wherever the disk fills up, the writer says so and what was committed stays whole (needs dist)',
  () => {
    const outcomes = [1, 40, 100, 140, 200, 300, 420, 4000].map((kib) => {
      const path = join(temporaryFolder(), 'results.db')
      const { stdout, stderr } = writeWithin(path, kib)
      const last = stdout.trimEnd().split('\n').at(-1) as string
      expect(stderr).toBe('')
      if (last !== 'finished')
        expect(last, `${kib} KiB`).toMatch(/^error store\.full .*results\.db: expected room to write, got none/)
      return { ...whatIsLeft(path), finished: last === 'finished' }
    })
    expect(outcomes.at(-1)).toMatchObject({ finished: true, records: 600 })
    expect(outcomes.slice(0, 3).every(({ finished }) => !finished)).toBe(true)
    expect(outcomes.some(({ records, finished }) => records > 0 && !finished)).toBe(true)
  },
)

/** Opens what a full disk left, now with room, and counts whole batches. */
function whatIsLeft(path: string): { records: number } {
  using store = openStore(path)
  if (store.listRuns().length === 0) return { records: 0 }
  const records = [...store.records('full')].length
  if (records < 600) expect(records % flushRecords).toBe(0)
  const client = new Database(path, { readonly: true })
  expect(client.pragma('integrity_check', { simple: true })).toBe('ok')
  client.close()
  return { records }
}

test.skipIf(!built || !canUnshare)(
  'a store on a disk mounted read-only is refused as such (needs dist and the right to mount)',
  () => {
    const folder = temporaryFolder()
    openStore(join(folder, 'results.db')).close()
    const script = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && exec "$2" "$3" "$1/$4" a 1 0 finish'
    for (const file of ['results.db', 'new.db', 'deeper/new.db']) {
      const { stdout } = spawnSync(
        'unshare',
        ['-m', 'bash', '-c', script, 'bash', folder, process.execPath, writer, file],
        { encoding: 'utf8', timeout: 20_000 },
      )
      expect(stdout, file).toMatch(/^error store\.readonly .*expected a file and folder that can be written/)
    }
  },
)

test.skipIf(!built)('a program that forgets to close its store still ends (needs dist)', () => {
  const path = join(temporaryFolder(), 'results.db')
  const code = `
    import { openStore } from ${JSON.stringify(join(root, 'dist/src/store/open-store.js'))}
    import { header, record } from ${JSON.stringify(join(root, 'test/fixtures/store/sample.mjs'))}
    const store = openStore(${JSON.stringify(path)})
    store.createRun(header('a'))
    store.append('a', record(0))`
  expect(() => execFileSync(process.execPath, ['--input-type=module', '-e', code], { timeout: 20_000 })).not.toThrow()
})
