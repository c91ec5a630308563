import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openUpkeep } from '../../../src/store/upkeep/open-upkeep.ts'
import { recoverStore } from '../../../src/store/upkeep/recovery/recover-store.ts'
import { commandsIn } from '../../helpers/command-case.ts'
import { addRun, opened, storeFile } from '../../helpers/store-case.ts'

const pageBytes = 4096
const runIds = ['a', 'b', 'c']
const requests = 600

/** A store of three runs with 200 requests each, and the pages that hold their requests. */
function largeStore(): { path: string; leaves: readonly number[] } {
  const path = storeFile([], (store) => {
    for (const runId of runIds) addRun(store, { runId }, 200)
  })
  const client = new Database(path)
  const leaves = client
    .prepare<[], number>("SELECT pageno FROM dbstat WHERE name = 'requests' AND pagetype = 'leaf' ORDER BY path")
    .pluck()
    .all()
  client.close()
  return { path, leaves }
}

function overwrite(path: string, page: number, byte = 0xff): void {
  const bytes = readFileSync(path)
  bytes.fill(byte, (page - 1) * pageBytes, page * pageBytes)
  writeFileSync(path, bytes)
}

test('of a sound store all is recovered', () => {
  const { path } = largeStore()
  const out = `${path}.saved`
  expect(recoverStore(path, out)).toMatchObject({ runs: 3, requests, lost: [] })
  const [before, after] = [opened(path), opened(out)]
  for (const { runId } of before.listRuns()) {
    expect(after.findRun(runId)).toEqual(before.findRun(runId))
    expect([...after.records(runId)]).toEqual([...before.records(runId)])
    expect(after.findDocument(runId, 'infbench.run/1')).toEqual(before.findDocument(runId, 'infbench.run/1'))
  }
})

test('of a store with a torn page all but the rows on it is recovered, and what is saved is sound', () => {
  const { path, leaves } = largeStore()
  overwrite(path, leaves[Math.floor(leaves.length / 2)] as number)
  const bytes = readFileSync(path)
  const out = `${path}.saved`
  const found = recoverStore(path, out)
  const perPage = requests / leaves.length
  expect(found.runs).toBe(3)
  expect(found.requests).toBeGreaterThan(requests - 4 * perPage)
  expect(found.requests).toBeLessThan(requests)
  expect(found.lost).toEqual([`requests: ${requests - found.requests}`])
  expect(readFileSync(path)).toEqual(bytes)
  const upkeep = openUpkeep(out)
  expect(upkeep.check()).toEqual([])
  upkeep.close()
})

test.each([0.5, 0.8, 0.95])('of a store cut to %d of its length what can be found is sound', (share) => {
  const { path } = largeStore()
  truncateSync(path, Math.floor((statSync(path).size * share) / pageBytes) * pageBytes)
  const out = `${path}.saved`
  const found = recoverStore(path, out)
  expect(found.lost.length).toBeGreaterThan(0)
  if (share > 0.9) expect(found.requests).toBeGreaterThan(requests / 2)
  const upkeep = openUpkeep(out)
  expect(upkeep.check()).toEqual([])
  expect(upkeep.info().counts.requests).toBe(found.requests)
  upkeep.close()
})

test.each(['overwritten in the middle', 'cut', 'overwritten at its start', 'empty of pages'])(
  'a file that is %s is one clear line with the way out, in every command, and is left as it is',
  async (damage) => {
    const { path, leaves } = largeStore()
    if (damage === 'cut') truncateSync(path, 40 * pageBytes)
    else if (damage === 'empty of pages') writeFileSync(path, Buffer.alloc(pageBytes, 1))
    else overwrite(path, damage === 'overwritten at its start' ? 1 : (leaves[leaves.length >> 1] as number))
    const bytes = readFileSync(path)
    const infbench = commandsIn(join(path, '..'), { INFBENCH_DB: path })
    const check = await infbench('db', 'check')
    expect(check.stdout).toMatch(/^results\.db: \d+ faults?\n/)
    expect(check.stdout).toMatch(/next: infbench db recover NEW\.db saves what can be read\n$/)
    expect(check.code).toBe(65)
    const failing = await Promise.all(runIds.map((runId) => infbench('show', runId)))
    const errors = failing.filter(({ code }) => code !== 0)
    expect(errors.length).toBeGreaterThan(0)
    for (const { code, stdout, stderr } of errors) {
      expect(stderr).toMatch(
        /^error: [^\n]*results\.db: expected an infbench store, got a damaged file[^\n]*\n {2}hint: infbench db check tells what is damaged, infbench db recover NEW\.db saves what can be read\n$/,
      )
      expect([code, stdout]).toEqual([65, ''])
    }
    expect(readFileSync(path)).toEqual(bytes)
  },
)

test('where not even the tables can be found, recover says so and leaves no new file', async () => {
  const { path } = largeStore()
  overwrite(path, 1)
  const infbench = commandsIn(join(path, '..'), { INFBENCH_DB: path })
  const { code, stderr } = await infbench('db', 'recover', 'saved.db')
  expect(stderr).toMatch(/^error: [^\n]+\n {2}hint: restore it from a copy\n$/)
  expect(code).toBe(65)
  expect(() => statSync(join(path, '../saved.db'))).toThrow('ENOENT')
})
