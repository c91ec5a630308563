import { spawnSync } from 'node:child_process'
import { mkdir, readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { infbench, temporaryFolder } from '../helpers/cli.ts'
import { storeSample } from '../helpers/sample-store.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  folder = await temporaryFolder()
  await mkdir(join(folder.path, 'small'))
  storeSample(join(folder.path, 'runs.db'), { requests: 300 })
})
afterAll(() => folder.remove())

const canMount = spawnSync('unshare', ['-m', 'true'], { timeout: 20_000 }).status === 0
const noRoom =
  /^error: \S+: cannot be written: the disk is full\n {2}hint: free some space, or choose another disk with -o\n$/

/** Runs a command whose disk `small` has so many bytes of room, with one file on it; and lists what is on it afterwards. */
async function onSmallDisk(size: string, args: readonly string[]) {
  const script = [
    'mount -t tmpfs -o "size=$SIZE" tmpfs small',
    'printf old >"small/$OLD"',
    '"$@"',
    'code=$?',
    '(cd small && find . -type f | sort) >after',
    'cp "small/$OLD" old',
    'exit $code',
  ].join('\n')
  const out = args[args.indexOf('-o') + 1] as string
  const result = await infbench([...args, '--db', 'runs.db'], {
    cwd: folder.path,
    through: ['unshare', '-m', 'bash', '-c', script, 'bash'],
    env: { SIZE: size, OLD: out.replace('small/', '').replace(/^[^.]+$/, 'old.txt') },
  })
  const read = async (name: string) => await readFile(join(folder.path, name), 'utf8')
  return { ...result, after: (await read('after')).trimEnd().split('\n'), old: await read('old') }
}

describe.skipIf(!canMount)('on a disk that has no room (needs the right to mount)', () => {
  test.each([
    ['the page', '200k', ['report', '-o', 'small/run.html']],
    ['the data of a report', '40k', ['report', '-o', 'small/run.json']],
    ['Markdown', '4k', ['report', '-o', 'small/run.md']],
    ['a table of events', '200k', ['export', '--what', 'events', '-o', 'small/events.csv']],
    ['Parquet', '40k', ['export', '--what', 'events', '-o', 'small/events.parquet']],
    ['lines of JSON', '40k', ['export', '-o', 'small/requests.jsonl']],
    ['a comparison', '200k', ['compare', 'latest', 'latest', '-o', 'small/compare.html']],
  ])('%s is not written by half, and what was there before stays', async (_what, size, args) => {
    const { code, stdout, stderr, after, old } = await onSmallDisk(size, args)
    expect(stderr).toMatch(noRoom)
    expect(stderr).toContain(args.at(-1))
    expect(code).toBe(1)
    expect(stdout).not.toContain('wrote')
    expect(after).toEqual([`./${args.at(-1)?.replace('small/', '')}`])
    expect(old).toBe('old')
  })

  test.each(['svg', 'csv'])('of a folder of %s files all are written or none', async (format) => {
    const { code, stdout, stderr, after } = await onSmallDisk('60k', [
      'report',
      '--format',
      format,
      '-o',
      'small/charts',
    ])
    expect(stderr).toMatch(noRoom)
    expect({ code, stdout, after }).toEqual({ code: 1, stdout: '', after: ['./old.txt'] })
  })

  test('with room for it the same is written in its place', async () => {
    const { code, stdout, stderr, after, old } = await onSmallDisk('8m', ['report', '-o', 'small/run.md'])
    expect({ code, stderr, after }).toEqual({ code: 0, stderr: '', after: ['./run.md'] })
    expect(stdout).toBe('wrote small/run.md\n')
    expect(old).toMatch(/^## chat-azure/)
  })
})

describe.skipIf(!existsSync('/dev/full'))('a device that takes nothing (needs /dev/full)', () => {
  test.each([
    ['report', '--format', 'md', '-o', '/dev/full'],
    ['export', '--format', 'csv', '-o', '/dev/full'],
    ['export', '--format', 'parquet', '-o', '/dev/full'],
  ])('%s %s %s to it is an error that says so', async (...args) => {
    const { code, stdout, stderr } = await infbench([...args, '--db', 'runs.db'], { cwd: folder.path })
    expect(stderr).toMatch(noRoom)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  })

  test.each([[['report', '--format', 'md', '-o', '-']], [['export']], [['show', '--json']], [['list']]])(
    '%j into a full file by way of the shell is an error, not silence',
    async (args) => {
      const { code, stderr } = await infbench([...args, '--db', 'runs.db'], {
        cwd: folder.path,
        through: ['sh', '-c', '"$@" >/dev/full', 'sh'],
      })
      expect(stderr).toMatch(/^error: stdout: cannot be written: the disk is full\n/)
      expect(stderr).not.toContain('at ')
      expect(code).toBe(1)
    },
  )
})
