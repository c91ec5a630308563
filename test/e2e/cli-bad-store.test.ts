import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { cliMain, infbench } from '../helpers/cli.ts'
import { mockCase } from '../helpers/mock-case.ts'

const here = mockCase()

const asRoot = process.getuid?.() === 0
const oneLine = /^error: [^\n]+\n( {2}hint: [^\n]+\n)?$/

test('a folder that cannot be written stops the run before anything is sent', async () => {
  await here.write({ model: 'mock-readonly' })
  // root may write anywhere, but not below a file, nor into /proc
  await writeFile(join(here.folder.path, '.infbench'), '')
  const blocked = await infbench(['run', 'chat.yaml'], { cwd: here.folder.path })
  expect(blocked.stderr).toMatch(oneLine)
  expect(blocked.code).toBe(65)
  const proc = await infbench(['run', 'chat.yaml', '--db', '/proc/infbench/results.db'], { cwd: here.folder.path })
  expect(proc.stderr).toMatch(oneLine)
  expect(proc.code).toBe(65)
  expect((await here.mock.log()).filter(({ model }) => model === 'mock-readonly')).toEqual([])
  expect(await here.folder.entries()).toEqual(['.infbench', 'chat.yaml'])
})

test('a database of a newer version is refused untouched, with what to do', async () => {
  await here.write({ count: 2 })
  await infbench(['run', 'chat.yaml', '--no-report'], { cwd: here.folder.path })
  const database = new Database(join(here.folder.path, '.infbench/results.db'))
  database.pragma('user_version = 9999')
  database.close()
  for (const args of [['list'], ['show'], ['run', 'chat.yaml']]) {
    const { code, stdout, stderr } = await infbench(args, { cwd: here.folder.path })
    expect(stderr).toMatch(/^error: .*results\.db: .*newer|9999/)
    expect(stderr).toMatch(oneLine)
    expect([code, stdout]).toEqual([65, ''])
  }
})

test.skipIf(!existsSync('/dev/full'))(
  'an output that takes nothing is said to be so, not called a bug (needs /dev/full)',
  () => {
    const full = openSync('/dev/full', 'w')
    const { status, stderr } = spawnSync(process.execPath, [cliMain, 'schema'], {
      cwd: here.folder.path,
      encoding: 'utf8',
      stdio: ['ignore', full, 'pipe'],
    })
    closeSync(full)
    expect(stderr).toMatch(oneLine)
    expect(stderr).toMatch(/^error: stdout: cannot be written: the disk is full$/m)
    expect(status).toBe(1)
  },
)

test('a file that is no database is refused untouched', async () => {
  await writeFile(join(here.folder.path, 'x.db'), 'this is not a database, whatever its name may say'.repeat(100))
  const { code, stderr } = await infbench(['list', '--db', 'x.db'], { cwd: here.folder.path })
  expect(code).toBe(65)
  expect(stderr).toMatch(/^error: .*x\.db: expected an infbench store/)
})

test('INFBENCH_DB names the database, and --db wins over it', async () => {
  await here.write({ count: 2 })
  const env = { INFBENCH_DB: 'env.db' }
  await infbench(['run', 'chat.yaml', '--no-report'], { cwd: here.folder.path, env })
  await infbench(['run', 'chat.yaml', '--no-report', '--db', 'flag.db'], { cwd: here.folder.path, env })
  const runsOf = async (name: string) =>
    JSON.parse((await infbench(['list', '--json', '--db', name], { cwd: here.folder.path })).stdout).runs.length
  expect([await runsOf('env.db'), await runsOf('flag.db')]).toEqual([1, 1])
})

test.skipIf(!asRoot)(
  'a disk that fills up ends the run with one clear error, and what was committed stays (needs root to mount a small disk)',
  async ({ skip }) => {
    const disk = join(here.folder.path, 'disk')
    await mkdir(disk)
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400k', 'tmpfs', disk])
    } catch {
      return skip('no right to mount a disk')
    }
    try {
      await here.write({
        count: 20_000,
        arrival: '{process: constant, rate: 300/s}',
        model: 'mock-ttft1-itl0p1',
      })
      const set = ['--set', 'requests.source.synthetic.output=64']
      const { code, stderr } = await infbench(['run', 'chat.yaml', '--no-report', '--db', 'disk/results.db', ...set], {
        cwd: here.folder.path,
      })
      expect(stderr).toMatch(/\nerror: .*results\.db: expected room to write, got none/)
      expect(stderr.match(/^error:/gm)).toHaveLength(1)
      expect(code).toBe(1)
      execFileSync('mount', ['-o', 'remount,size=8m', disk])
      const { runs } = JSON.parse(
        (await infbench(['list', '--json', '--db', 'disk/results.db'], { cwd: here.folder.path })).stdout,
      )
      expect(runs).toHaveLength(1)
      expect(runs[0].requests.stored).toBeGreaterThan(0)
      expect((await infbench(['show', '--db', 'disk/results.db'], { cwd: here.folder.path })).code).toBe(0)
    } finally {
      execFileSync('umount', [disk])
    }
  },
)
