import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { expect, test } from 'vitest'
import { coreList, splitCores, withCoresApart } from '../../../../../../src/cli/pipeline/selftest/cores-apart.ts'

test.each([
  ['0-3', [0, 1, 2, 3]],
  ['0,2-3,7\n', [0, 2, 3, 7]],
  ['5', [5]],
  ['', []],
])('the list of cores %j names %j', (text, cores) => expect(coreList(text)).toEqual(cores))

test('server and harness share no core, nor the execution units of one where there are others', () => {
  expect(splitCores([0, 1], [0])).toEqual({ server: '0', harness: '1' })
  expect(splitCores([0, 1], [0, 1])).toEqual({ server: '0', harness: '1' })
  expect(splitCores([2, 3, 6, 7], [2, 6])).toEqual({ server: '2', harness: '3,7' })
  expect(splitCores([4], [4])).toBeNull()
  expect(splitCores([], [])).toBeNull()
})

const allowed = () => /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]

test.skipIf(process.platform !== 'linux' || availableParallelism() < 2)(
  'the harness is moved off the core of the server, and back afterwards',
  async () => {
    const before = allowed()
    const during = await withCoresApart(async (cores) => ({ cores, allowed: allowed() }))
    expect(during.cores).not.toBeNull()
    expect(coreList(during.allowed ?? '').join(',')).toBe(during.cores?.harness)
    expect(coreList(during.cores?.harness ?? '')).not.toContain(Number(during.cores?.server))
    expect(allowed()).toBe(before)
  },
)
