/*
 * Runs vitest; arguments are passed on (`npm test -- test/unit/src/stats`). When the whole suite passes, and no file has
 * changed meanwhile, that is noted for `npm run check`, which then need not run it again on the very same files.
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
const { status } = spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...args], {
  cwd: root,
  env: { ...process.env, INFBENCH_TEST_TALLY: tallyFile },
  stdio: 'inherit',
})
if (status === 0 && args.length === 0 && testedFingerprint(root) === before) {
  notePassed(root, before, readFileSync(tallyFile, 'utf8').trim())
}
rmSync(tallyFile, { force: true })
process.exitCode = status ?? 1
