import { statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { noEvents, type RequestRecord } from '../../../src/core/request-record.ts'
import { newestVersion } from '../../../src/store/migrations/migrate.ts'
import type { PruneRule } from '../../../src/store/upkeep/prune-runs.ts'
import { openUpkeep, type Upkeep } from '../../../src/store/upkeep/open-upkeep.ts'
import { opened, storeFile } from '../../helpers/store-case.ts'

function upkeepOf(path: string): Upkeep {
  const upkeep = openUpkeep(path)
  onTestFinished(() => upkeep.close())
  return upkeep
}

const dayMs = 86_400_000
const rule = (change: Partial<PruneRule>): PruneRule => ({
  ...{ startedBeforeMs: null, keepNewest: null, project: null, tag: null, taggedToo: false, ...change },
})

test('info counts what there is, to the event', () => {
  const path = storeFile(['a', 'b'], (store) => {
    store.addNote('a', 'note', 0)
    store.setBaseline({ project: null, name: 'main', setAtMs: 0, runIds: ['a'] })
  })
  const info = upkeepOf(path).info()
  const events = [...opened(path).records('a')].reduce((sum, record) => sum + record.events.at.length, 0)
  expect(events).toBeGreaterThan(100)
  expect(info.counts).toEqual({
    ...{ runs: 2, requests: 40, events: 2 * events, documents: 2, notes: 1, baselines: 1, sweeps: 0, certificates: 0 },
  })
  expect(info).toMatchObject({ schemaVersion: newestVersion, oldestMs: 0, newestMs: dayMs })
  expect(info.bytesPerEvent).toBeCloseTo((info.fileBytes - info.freeBytes) / (2 * events), 9)
  const empty = upkeepOf(storeFile([])).info()
  expect(empty).toMatchObject({ oldestMs: null, newestMs: null, bytesPerEvent: null, counts: { events: 0 } })
})

test('info counts requests that failed before a token came', () => {
  const path = storeFile(['a'], (store) => {
    const [first] = store.packedRecords('a')
    store.append('a', { ...(first as RequestRecord), index: 20, events: noEvents })
  })
  expect(upkeepOf(path).info().counts).toMatchObject({
    requests: 21,
    events: upkeepOf(storeFile(['a'])).info().counts.events,
  })
})

test('vacuum gives the room of deleted runs back to the disk, and loses nothing else', () => {
  const path = storeFile(['a', 'b', 'c'])
  const store = opened(path)
  const kept = store.packedRecords('c').map(({ index }) => index)
  store.deleteRun('a')
  store.deleteRun('b')
  const { beforeBytes, afterBytes } = upkeepOf(path).vacuum()
  expect(afterBytes).toBeLessThan(beforeBytes)
  expect(statSync(path).size).toBe(afterBytes)
  expect(store.packedRecords('c').map(({ index }) => index)).toEqual(kept)
})

test('a run goes by its age and its place, and only if both say so', () => {
  const path = storeFile(['a', 'b', 'c', 'd'])
  const upkeep = upkeepOf(path)
  const going = (change: Partial<PruneRule>) => upkeep.prune(rule(change), true).runs.map(({ runId }) => runId)
  expect(going({ startedBeforeMs: 2 * dayMs })).toEqual(['a', 'b'])
  expect(going({ keepNewest: 1 })).toEqual(['a', 'b', 'c'])
  expect(going({ startedBeforeMs: 2 * dayMs, keepNewest: 3 })).toEqual(['a'])
  expect(going({ keepNewest: 9 })).toEqual([])
  expect(opened(path).listRuns()).toHaveLength(4)
})

test('runs of baselines, with tags, and those not finished stay; a tag that is asked for keeps none', () => {
  const path = storeFile(['a', 'b', 'c', 'd'], (store) => {
    store.setBaseline({ project: null, name: 'main', setAtMs: 0, runIds: ['a'] })
    store.changeTags('b', { add: ['nightly'] })
    store.changeTags('c', { add: ['nightly', 'keep'] })
    store.createRun({ ...store.findRun('d'), runId: 'e', state: 'running', tags: [] })
  })
  const upkeep = upkeepOf(path)
  const going = (change: Partial<PruneRule>) => upkeep.prune(rule({ keepNewest: 0, ...change }), true)
  expect(going({})).toMatchObject({ runs: [{ runId: 'd' }], kept: { running: 1, baselines: 1, tagged: 2 } })
  expect(going({ tag: 'nightly' })).toMatchObject({ runs: [{ runId: 'b' }], kept: { tagged: 1 } })
  expect(going({ taggedToo: true }).runs.map(({ runId }) => runId)).toEqual(['b', 'c', 'd'])
  expect(going({ project: 'none such' }).runs).toEqual([])
})

test('what goes is gone with all that hangs on it, and a group with the last of its runs', () => {
  const path = storeFile(['a', 'b', 'c'], (store) => {
    for (const [sweepId, runId] of [
      ['s1', 'a'],
      ['s2', 'c'],
    ] as const) {
      store.createSweep({ sweepId, kind: 'sweep', name: 'n', startedAtMs: 0 })
      store.addSweepRun(sweepId, runId, null)
    }
  })
  const upkeep = upkeepOf(path)
  expect(upkeep.prune(rule({ keepNewest: 1 }), false).runs.map(({ runId }) => runId)).toEqual(['a', 'b'])
  expect(upkeep.info().counts).toMatchObject({ runs: 1, requests: 20, documents: 1, sweeps: 1 })
  expect(opened(path).findSweep('s2')?.runs).toEqual([{ runId: 'c', label: null }])
})

test.each([
  [
    'token times',
    "UPDATE requests SET events = x'0163ff' WHERE position = 3",
    'request',
    /^run a, request 3: token events/,
  ],
  ['a header', "UPDATE runs SET plan = 'x'", 'file', /^CHECK constraint failed in runs$/],
  [
    'a run under its requests',
    'DELETE FROM runs',
    'reference',
    /^\w+(, row \d+)?: expected its row in runs, got none$/,
  ],
])('a check of a store with damage to %s tells where it is', (_title, damage, kind, message) => {
  const path = storeFile(['a'])
  expect(upkeepOf(path).check()).toEqual([])
  const client = new Database(path)
  client.pragma('ignore_check_constraints = ON')
  client.pragma('foreign_keys = OFF')
  client.exec(damage)
  client.close()
  const faults = upkeepOf(path).check()
  expect(faults[0]).toEqual({ kind, message: expect.stringMatching(message) })
})
