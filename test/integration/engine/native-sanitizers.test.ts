/** The kernels' own check program under the sanitizers. Built by one job: another file has the other core. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const native = fileURLToPath(new URL('../../../engine/native', import.meta.url))
const seed = process.env.INFBENCH_TEST_SEED ?? '1'

const folder = mkdtempSync(join(tmpdir(), 'infbench-sanitized-'))
afterAll(() => rmSync(folder, { recursive: true }))

const runs = (command: string) => spawnSync(command, ['--version'], { timeout: 10_000 }).status === 0
const compiler = runs('g++') && runs('make')

test.skipIf(!compiler)(
  'no kernel, pool or step does what the address and undefined-behaviour sanitizers forbid (needs g++ and make)',
  { timeout: 900_000 },
  () => {
    execFileSync('make', ['-s', '-C', native, '-f', 'check.mk', `OUT=${folder}`], {
      stdio: 'pipe',
      timeout: 600_000,
    })
    const { status, stdout, stderr } = spawnSync(join(folder, 'infbench_kernels'), ['check', 'all', seed, 'quick'], {
      encoding: 'utf8',
      timeout: 280_000,
    })
    expect(stderr).toBe('')
    expect(stdout).toMatch(/cases, 0 failures/)
    expect(status).toBe(0)
  },
)

test.skipIf(!compiler)(
  'the thread sanitizer finds no race in the pool (needs g++ and make)',
  { timeout: 300_000 },
  () => {
    execFileSync('make', ['-s', '-C', native, '-f', 'check.mk', `OUT=${folder}`, join(folder, 'pool')], {
      stdio: 'pipe',
      timeout: 180_000,
    })
    const pool = join(folder, 'pool')
    let result = spawnSync(pool, { encoding: 'utf8', timeout: 50_000 })
    // The sanitizer of gcc 12 cannot place its shadow where the kernel spreads addresses over 32 bits.
    const misplaced = result.stderr.includes('unexpected memory mapping')
    if (misplaced) result = spawnSync('setarch', ['-R', pool], { encoding: 'utf8', timeout: 50_000 })
    expect(result).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/^ok pool: /) })
  },
)
