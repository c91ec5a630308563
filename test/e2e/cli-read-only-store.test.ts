import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { expect, test } from 'vitest'
import { openStore } from '../../src/store/open-store.ts'
import { answered, runHeader } from '../helpers/build-record.ts'
import { cliMain } from '../helpers/cli.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

const timeout = 20_000
const canUnshare = spawnSync('unshare', ['-m', 'true'], { timeout }).status === 0
const readOnly = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"'
const copies = () => readdirSync(tmpdir()).filter((name) => name.startsWith('infbench-copy-'))

test.skipIf(!canUnshare)('a store that cannot be written can be looked at (needs the right to mount)', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'results.db')
  const store = openStore(path)
  const header = runHeader({ name: 'archived' })
  store.createRun(header)
  for (let index = 0; index < 20; index++) store.append(header.runId, answered({ scheduledMs: index }, { index }))
  store.finishRun(header)
  // Not closed yet: what was committed last is in the log beside the file.
  const look = (...args: string[]) =>
    spawnSync(
      'unshare',
      ['-m', 'bash', '-c', readOnly, 'bash', folder, process.execPath, cliMain, ...args, '--db', path],
      {
        ...{ encoding: 'utf8', timeout, cwd: temporaryFolder() },
      },
    )
  const before = copies()
  expect(look('list').stdout).toContain('archived')
  expect(JSON.parse(look('show', '--json').stdout)).toMatchObject({ name: 'archived', requests: { completed: 20 } })
  expect(look('report', '-o', '-').stdout).toMatch(/^<!doctype html>/i)
  const info = JSON.parse(look('db', 'info', '--json').stdout)
  expect(info).toMatchObject({ path, counts: { runs: 1, requests: 20 } })
  expect(info.logBytes).toBeGreaterThan(0)
  expect(look('db', 'check', '--deep')).toMatchObject({ status: 0, stdout: expect.stringContaining(`${path}: sound`) })
  store.close()
  expect(look('show').stdout).toContain('20 completed')
  expect(JSON.parse(look('db', 'info', '--json').stdout)).toMatchObject({ path, logBytes: 0, counts: { requests: 20 } })
  expect(look('db', 'check').stdout).toContain(`${path}: sound`)
  expect(readdirSync(folder)).toEqual(['results.db'])
  expect(copies()).toEqual(before)
})

test.skipIf(!canUnshare)('a log that cannot be read is told, not left out (needs the right to mount)', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'results.db')
  openStore(path).close()
  mkdirSync(`${path}-wal`)
  const before = copies()
  const { status, stderr } = spawnSync(
    'unshare',
    ['-m', 'bash', '-c', readOnly, 'bash', folder, process.execPath, cliMain, 'db', 'info', '--db', path],
    { encoding: 'utf8', timeout, cwd: temporaryFolder() },
  )
  expect(status).toBe(65)
  expect(stderr).toContain(`${path}-wal: expected the log of what was committed last, got one that cannot be read`)
  expect(copies()).toEqual(before)
})
