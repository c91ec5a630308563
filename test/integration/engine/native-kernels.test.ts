/** The kernels' own check program: every kernel of an instruction set against the scalar oracle, arrays ending at guard pages. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { addonPath, loadNativeBackend } from '../../../engine/backends/native.ts'

const { isas } = loadNativeBackend()
const program = join(dirname(addonPath()), 'infbench_kernels')
const native = join(dirname(addonPath()), '..', '..')
const seed = process.env.INFBENCH_TEST_SEED ?? '1'

const folder = mkdtempSync(join(tmpdir(), 'infbench-sanitized-'))
afterAll(() => rmSync(folder, { recursive: true }))

function checksAll(isa: string): void {
  const { status, stdout, signal } = spawnSync(program, ['check', isa, seed], { encoding: 'utf8', timeout: 170_000 })
  expect(stdout.split('\n').filter((line) => !line.startsWith('ok '))).toEqual([
    expect.stringMatching(/^[1-9]\d{2,} cases, 0 failures/),
    '',
  ])
  expect(stdout).toMatch(new RegExp(`^ok linear_\\w+_${isa}: `, 'm'))
  // The choice of a level for known CPUs is checked with the oracle.
  if (isa === 'scalar') expect(stdout).toMatch(/^ok isa: [1-9]\d+ cases/m)
  expect({ status, signal }).toEqual({ status: 0, signal: null })
}

for (const isa of isas) {
  test(`every ${isa} kernel agrees with the oracle inside guard pages (seed ${seed})`, { timeout: 180_000 }, () =>
    checksAll(isa),
  )
}

test.skipIf(!isas.includes('avx512vnni'))(
  `the sources of avxvnni agree with the oracle in the AVX-512 form of their instruction (seed ${seed}, needs AVX-512 VNNI)`,
  { timeout: 180_000 },
  () => checksAll('evexvnni'),
)

test('an unknown instruction set is refused', () => {
  expect(spawnSync(program, ['check', 'sse9'], { encoding: 'utf8', timeout: 10_000 })).toMatchObject({ status: 64 })
})

const compiler = spawnSync('g++', ['--version']).status === 0 && spawnSync('make', ['--version']).status === 0
const jobs = `-j${availableParallelism()}`

test.skipIf(!compiler)(
  'no kernel, pool or step does what the address and undefined-behaviour sanitizers forbid (needs g++ and make)',
  { timeout: 480_000 },
  () => {
    execFileSync('make', ['-s', '-C', native, '-f', 'check.mk', jobs, `OUT=${folder}`], {
      stdio: 'pipe',
      timeout: 200_000,
    })
    const { status, stdout, stderr } = spawnSync(join(folder, 'infbench_kernels'), ['check', 'all', seed, 'quick'], {
      encoding: 'utf8',
      timeout: 170_000,
    })
    expect(stderr).toBe('')
    expect(stdout).toMatch(/cases, 0 failures/)
    expect(status).toBe(0)
  },
)

test.skipIf(!compiler)(
  'the thread sanitizer finds no race in the pool (needs g++ and make)',
  { timeout: 60_000 },
  () => {
    execFileSync('make', ['-s', '-C', native, '-f', 'check.mk', `OUT=${folder}`, join(folder, 'pool')], {
      stdio: 'pipe',
      timeout: 30_000,
    })
    const pool = join(folder, 'pool')
    let result = spawnSync(pool, { encoding: 'utf8', timeout: 25_000 })
    // The sanitizer of gcc 12 cannot place its shadow where the kernel spreads addresses over 32 bits.
    const misplaced = result.stderr.includes('unexpected memory mapping')
    if (misplaced) result = spawnSync('setarch', ['-R', pool], { encoding: 'utf8', timeout: 25_000 })
    expect(result).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/^ok pool: /) })
  },
)
