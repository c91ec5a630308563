import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { newestVersion } from '../../../src/store/migrations/migrate.ts'
import { openStore } from '../../../src/store/open-store.ts'
import { openUpkeep } from '../../../src/store/upkeep/open-upkeep.ts'
import { tablesOfRuns } from '../../../src/store/upkeep/merging/table-rows.ts'
import { sampleWork } from '../../helpers/engine-work.ts'
import { addRun, opened, storeFile } from '../../helpers/store-case.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

function merge(into: string, files: readonly string[], newIds = false) {
  const upkeep = openUpkeep(into)
  try {
    return upkeep.merge(files, { newIds })
  } finally {
    upkeep.close()
  }
}

/** Every row of every table, row ids of this file left out, as text. */
function contentOf(path: string): Record<string, number> {
  const client = new Database(path, { readonly: true })
  onTestFinished(() => void client.close())
  const tables = client.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all()
  return Object.fromEntries(
    tables.map((table) => [table, client.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0]),
  )
}

const full = (runId: string) =>
  storeFile([], (store) => {
    addRun(store, { runId, tags: ['t'], project: 'p' })
    store.addNote(runId, 'note', 5)
    store.setBaseline({ project: 'p', name: `of-${runId}`, setAtMs: 0, runIds: [runId] })
    store.createSweep({ sweepId: `s-${runId}`, kind: 'sweep', name: 'n', startedAtMs: 0 })
    store.addSweepRun(`s-${runId}`, runId, 'rate=1')
    store.finishSweep(`s-${runId}`, { schema: 'infbench.sweep/1', ...{ points: [{ runId }] } })
    store.saveEngineWork(runId, sampleWork)
    store.saveServerSamples(runId, [
      {
        at: 1,
        running: 1,
        waiting: 0,
        kvUsedShare: null,
        preemptions: null,
        cachedTokens: null,
        promptTokens: 1,
        generatedTokens: 2,
      },
    ])
    store.saveCertificate({
      ...{ measuredAtMs: runId.charCodeAt(0), environment: 'e', infbenchVersion: '1', passed: true, checks: [] },
      errorNs: { ttft: 1, itl: 1, e2e: 1 },
    })
  })

test('stores of several machines become one with everything that either holds, and they stay as they are', () => {
  const [a, b, c] = [full('a'), full('b'), full('c')]
  const before = [b, c].map((path) => contentOf(path))
  const merged = merge(a, [b, c])
  expect(
    merged.map(({ runs, requests, groups, baselines, certificates }) => [
      runs,
      requests,
      groups,
      baselines,
      certificates,
    ]),
  ).toEqual([
    [1, 20, 1, 1, 1],
    [1, 20, 1, 1, 1],
  ])
  const [own] = before as [Record<string, number>]
  expect(contentOf(a)).toEqual(Object.fromEntries(Object.entries(own).map(([table, rows]) => [table, 3 * rows])))
  expect([b, c].map((path) => contentOf(path))).toEqual(before)
  const [there, here] = [opened(b), opened(a)]
  expect(here.findRun('b')).toEqual(there.findRun('b'))
  expect([...here.records('b')]).toEqual([...there.records('b')])
  expect(here.findDocument('b', 'infbench.run/1')).toEqual(there.findDocument('b', 'infbench.run/1'))
  expect(here.findEngineWork('b')).toEqual(there.findEngineWork('b'))
  expect(here.findServerSamples('b')).toEqual(there.findServerSamples('b'))
  expect(here.findSweep('s-b')).toEqual(there.findSweep('s-b'))
  expect(here.listNotes('b')).toEqual(there.listNotes('b'))
  expect(here.findRun('baseline:of-c').runId).toBe('c')
})

test('every table is merged: a new one hangs on runs, or is told to the merge', () => {
  const path = storeFile([])
  const client = new Database(path, { readonly: true })
  onTestFinished(() => void client.close())
  const known = ['runs', 'sweeps', 'sweep_runs', 'baselines', 'baseline_runs', 'certificates', ...tablesOfRuns(client)]
  expect(Object.keys(contentOf(path)).sort()).toEqual(known.sort())
})

test('merging twice adds nothing the second time', () => {
  const [a, b] = [full('a'), full('b')]
  merge(a, [b])
  const before = contentOf(a)
  expect(merge(a, [b])).toMatchObject([{ runs: 0, duplicates: 1, groups: 0, baselines: 0, certificates: 0 }])
  expect(contentOf(a)).toEqual(before)
})

test('a run that both have gains what was said of it elsewhere, and keeps what was said of it here', () => {
  const [a, b] = [full('a'), full('a')]
  const here = opened(a)
  here.setProject('a', 'mine')
  const there = openStore(b)
  there.changeTags('a', { remove: ['t'], add: ['theirs'] })
  there.addNote('a', 'another', 6)
  there.setBaseline({ project: 'p', name: 'of-a', setAtMs: 9, runIds: ['a'] })
  there.close()
  expect(merge(a, [b])).toMatchObject([{ runs: 0, duplicates: 1 }])
  expect(here.findRun('a')).toMatchObject({ tags: ['t', 'theirs'], project: 'mine' })
  expect(here.listNotes('a').map(({ text }) => text)).toEqual(['note', 'another'])
  expect(here.listBaselines().map(({ setAtMs }) => setAtMs)).toEqual([0])
})

test('another run under a taken id is refused as a whole, or gets an id of its own with all that names it', () => {
  const a = full('a')
  const b = storeFile(['b'], (store) => {
    addRun(store, { runId: 'a' }, 5)
    store.createSweep({ sweepId: 's-a', kind: 'search', name: 'other', startedAtMs: 1 })
    store.addSweepRun('s-a', 'a', null)
    store.finishSweep('s-a', { schema: 'infbench.sweep/1', ...{ sweepId: 's-a', points: [{ runId: 'a' }] } })
  })
  const before = contentOf(a)
  expect(() => merge(a, [b])).toThrow(
    expect.objectContaining({ code: 'store.clash', message: expect.stringMatching(/results\.db: .* same id: a$/) }),
  )
  expect(contentOf(a)).toEqual(before)
  expect(merge(a, [b], true)).toMatchObject([{ runs: 2, renamed: [{ from: 'a', to: 'a-2' }] }])
  const here = opened(a)
  expect([...here.records('a-2')]).toHaveLength(5)
  expect([...here.records('a')]).toHaveLength(20)
  expect(here.findDocument('a-2', 'infbench.run/1')).toMatchObject({ runId: 'a-2' })
  expect(here.listSweeps().find(({ sweepId }) => sweepId === 's-a-2')).toMatchObject({
    ...{ kind: 'search', runs: [{ runId: 'a-2' }], document: { sweepId: 's-a-2', points: [{ runId: 'a-2' }] } },
  })
})

test('a store of an older version is merged at the newest schema and left as it is', () => {
  const folder = temporaryFolder()
  const older = join(folder, 'older.db')
  const client = new Database(older)
  client.exec(readFileSync(join(import.meta.dirname, '../../fixtures/store/versions/v1.sql'), 'utf8'))
  client.close()
  const bytes = readFileSync(older)
  const a = storeFile([])
  expect(merge(a, [older])).toMatchObject([{ runs: 2, requests: 4 }])
  expect(readFileSync(older)).toEqual(bytes)
  expect(opened(a).findRun('20260301').tags).toEqual(['nightly', 'ünï code'])
})

test('a result file that two machines imported is one run, whatever ids it got', () => {
  const imported = (runId: string, path: string) => {
    const client = new Database(path)
    client.exec(`INSERT INTO imports (run, tool, title, file, sha256, position, content_sha256, basis)
      VALUES ((SELECT id FROM runs WHERE run_id = '${runId}'), 't', 't', 'f', 's', 0, 'c', 'records')`)
    client.close()
    return path
  }
  const a = imported('a', storeFile(['a']))
  const b = imported(
    'b',
    storeFile(['b'], (store) => store.addNote('b', 'theirs', 1)),
  )
  expect(merge(a, [b])).toMatchObject([{ runs: 0, duplicates: 1 }])
  expect(opened(a).listNotes('a')).toMatchObject([{ text: 'theirs' }])
})

test.each([
  ['a newer version', `PRAGMA user_version = ${newestVersion + 1}`, 'store.newer'],
  ['another program', 'PRAGMA application_id = 7', 'store.unreadable'],
])('a file of %s among several is named, and nothing of the others is added', (_title, sql, code) => {
  const [a, b, c] = [storeFile([]), full('b'), full('c')]
  const client = new Database(c)
  client.exec(sql)
  client.close()
  expect(() => merge(a, [b, c])).toThrow(expect.objectContaining({ code, message: expect.stringContaining(c) }))
  expect(opened(a).listRuns()).toEqual([])
})
