/*
 * Runs vitest; arguments are passed on (`npm test -- test/unit/src/stats`). When the whole suite passes, and no file has
 * changed meanwhile, that is noted for `npm run check`, which then need not run it again on the very same files.
 * A suite that hangs is ended after 30 minutes (INFBENCH_TEST_MINUTES).
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { forgetPassed, notePassed, testedFingerprint } from './passed-stamp.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const args = process.argv.slice(2)
const tallyFile = join(root, 'build/setup', `tally-${process.pid}`)

const before = testedFingerprint(root)
if (args.length === 0) forgetPassed(root)
const minutes = Number(process.env.INFBENCH_TEST_MINUTES ?? 30)

const { status, error } = spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...args], {
  cwd: root,
  env: { ...process.env, INFBENCH_TEST_TALLY: tallyFile },
  stdio: 'inherit',
  timeout: minutes * 60_000,
})
if (error?.code === 'ETIMEDOUT') {
  process.stderr.write(
    `test: not through after ${minutes} minutes, so ended: what hangs is the file that comes next and is not reported above\n`,
  )
}
if (status === 0 && args.length === 0 && testedFingerprint(root) === before) {
  notePassed(root, before, readFileSync(tallyFile, 'utf8').trim())
}
rmSync(tallyFile, { force: true })
process.exitCode = status ?? 1
