/** The kernels' own check program: every kernel of an instruction set against the scalar oracle, arrays ending at guard pages. */
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { addonPath, loadNativeBackend } from '../../../engine/backends/native.ts'

const { isas } = loadNativeBackend()
const program = join(dirname(addonPath()), 'infbench_kernels')
const seed = process.env.INFBENCH_TEST_SEED ?? '1'

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
