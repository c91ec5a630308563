/** The queue of requests handed over ahead, in C++ under the sanitizers, against a plain sorted list. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { seededRng } from '../../../src/core/rng.ts'

const native = fileURLToPath(new URL('../../../src/clients/native', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'infbench-queue-'))
afterAll(() => rmSync(folder, { recursive: true }))
const runs = (command: string) => spawnSync(command, ['--version'], { timeout: 10_000 }).status === 0
const hasCompiler = runs('g++') && runs('make')

/** Operations of the check program and what it must print for each. Many due times are equal, so that their order shows. */
function* cases(): Generator<readonly [operation: string, truth: string]> {
  const rng = seededRng(5)
  let held: { id: number; due: number }[] = []
  let now = 0
  for (let id = 1; id <= 20_000; id++) {
    if (rng.below(3) > 0) {
      held.push({ id, due: now + rng.below(40) })
      held.sort((a, b) => a.due - b.due) // stable: those of one time stay in the order in which they came
      yield [`a ${id} ${held.find((each) => each.id === id)?.due}`, `${held[0]?.due}`]
    } else if (rng.below(3) === 0) {
      const gone = rng.below(4) === 0 ? id : (held[rng.below(Math.max(1, held.length))]?.id ?? id)
      yield [`r ${gone}`, held.some((each) => each.id === gone) ? '1' : '0']
      held = held.filter((each) => each.id !== gone)
    } else {
      now += rng.below(12)
      yield [`t ${now}`, held.map((each) => (each.due <= now ? `${each.id} ` : '')).join('')]
      held = held.filter((each) => each.due > now)
    }
  }
}

test.skipIf(!hasCompiler)(
  'what waits leaves by its due time, then by its turn, never early and never once it was taken back (needs g++ and make)',
  { timeout: 300_000 },
  () => {
    const program = join(folder, 'queue_check')
    const make = ['-s', '-C', native, '-f', 'check.mk', `OUT=${folder}`, program]
    execFileSync('make', make, { stdio: 'pipe', timeout: 200_000 })
    const all = [...cases()]
    const input = all.map(([operation]) => `${operation}\n`).join('')
    const { status, stdout, stderr } = spawnSync(program, { input, encoding: 'utf8', timeout: 60_000 })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout.split('\n').slice(0, -1)).toEqual(all.map(([, truth]) => truth))
  },
)
