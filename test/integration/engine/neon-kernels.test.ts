/** The NEON kernels under an emulator, by the script that people run too. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const script = fileURLToPath(new URL('../../../scripts/check-neon.sh', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'infbench-neon-'))
afterAll(() => rmSync(folder, { recursive: true }))

const families = [
  ...['quantize_rows', 'group_sums', 'norm', 'rope', 'activation', 'sample', 'attention_f32'],
  ...['linear_f32', 'linear_bf16', 'linear_int8', 'linear_int4', 'linear_int4_f32'],
]

const runs = (command: string) => spawnSync(command, ['--version'], { timeout: 10_000 }).status === 0
const tools = ['make', 'aarch64-linux-gnu-g++', 'qemu-aarch64'].every(runs)

test.skipIf(!tools)(
  'every NEON kernel agrees with the oracle under qemu (needs g++-aarch64-linux-gnu and qemu-user)',
  { timeout: 420_000 },
  () => {
    const { status, stdout } = spawnSync(script, [folder], { encoding: 'utf8', timeout: 400_000 })
    expect(status).toBe(0)
    const checked = [...stdout.matchAll(/^ok (\w+)_neon: /gm)].map((line) => line[1])
    expect(checked).toEqual(expect.arrayContaining(families))
    expect(stdout.match(/cases, 0 failures/g)).toHaveLength(2)
  },
)

test('without a compiler for it the script says so and does not fail', () => {
  const { status, stdout } = spawnSync('/bin/bash', [script, folder], {
    encoding: 'utf8',
    env: { PATH: '/nowhere' },
    timeout: 10_000,
  })
  expect(stdout).toMatch(/^skipped: .* is missing/)
  expect(status).toBe(0)
})
