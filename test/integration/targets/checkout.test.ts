import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { processClock } from '../../../src/core/clock.ts'
import { openCheckout, resolveRevision } from '../../../src/targets/started/checkout.ts'
import { runBuild } from '../../../src/targets/started/run-build.ts'
import { commitFiles, gitIn } from '../../helpers/git-repository.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const io = { env: process.env }
const worktrees = (folder: string) => gitIn(folder, 'worktree', 'list', '--porcelain').match(/^worktree /gm)?.length

test("a revision's files are checked out beside the folder, which keeps what is being worked on", async () => {
  const folder = temporaryFolder()
  const first = commitFiles(folder, { 'srv/speed.txt': '1' }, 'main')
  commitFiles(folder, { 'srv/speed.txt': '2' })
  writeFileSync(join(folder, 'srv/speed.txt'), 'not committed')
  const commit = await resolveRevision(join(folder, 'srv'), 'HEAD~1', io)
  expect(commit).toBe(first)
  const checkout = await openCheckout(join(folder, 'srv'), commit, io)
  expect(readFileSync(join(checkout.folder, 'speed.txt'), 'utf8')).toBe('1')
  expect(readFileSync(join(folder, 'srv/speed.txt'), 'utf8')).toBe('not committed')
  expect(worktrees(folder)).toBe(2)
  await checkout.close()
  await checkout.close()
  expect(existsSync(checkout.folder)).toBe(false)
  expect(worktrees(folder)).toBe(1)
})

test('what a killed process left behind is removed by the next checkout, what a living one has is not', async () => {
  const folder = temporaryFolder()
  const commit = commitFiles(folder, { a: '1' }, 'main')
  const gone = execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }).trim()
  const left = join(dirname(folder), `infbench-checkout-${gone}-abc123`)
  mkdirSync(left)
  gitIn(folder, 'worktree', 'add', '--detach', join(left, 'tree'), commit)
  const [one, other] = [await openCheckout(folder, commit, io), await openCheckout(folder, commit, io)]
  expect(existsSync(left)).toBe(false)
  expect(worktrees(folder)).toBe(3)
  await one.close()
  expect(existsSync(other.folder)).toBe(true)
  await other.close()
})

test('a revision that is not there, and a folder that is no repository, are said as such', async () => {
  const folder = temporaryFolder()
  await expect(resolveRevision(folder, 'main', io)).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('got no repository'),
  })
  commitFiles(folder, { a: '1' }, 'main')
  await expect(resolveRevision(folder, 'release', io)).rejects.toMatchObject({
    message: expect.stringContaining('got none of that name'),
    hint: expect.stringContaining('git fetch origin release'),
  })
  await expect(resolveRevision(folder, '--all', io)).rejects.toMatchObject({ code: 'usage' })
})

test('a build that fails is told with the end of what it said, and one that is stopped ends', async () => {
  const folder = temporaryFolder()
  const stop = new AbortController()
  const context = { clock: processClock(), env: process.env, logDirectory: join(folder, 'logs'), signal: stop.signal }
  await runBuild({ command: 'echo made > done', folder, mark: 'baseline' }, context)
  expect(readFileSync(join(folder, 'done'), 'utf8')).toBe('made\n')
  const failing = runBuild({ command: 'echo no compiler >&2; exit 2', folder, mark: 'candidate' }, context)
  await expect(failing).rejects.toMatchObject({
    code: 'server.start',
    message: expect.stringMatching(/got exit code 2; the end of its log .*build-.*:\n {2}no compiler$/),
  })
  const long = runBuild({ command: 'sleep 1000', folder, mark: 'candidate' }, context)
  stop.abort()
  await expect(long).rejects.toMatchObject({ code: 'interrupted' })
})
