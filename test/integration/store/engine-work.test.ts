import Database from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runsAndRequests } from '../../../src/store/migrations/0001-runs-and-requests.ts'
import { openStore } from '../../../src/store/open-store.ts'
import { sampleWork } from '../../helpers/engine-work.ts'
import { sampleRun } from '../../helpers/sample-run.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'infbench-work-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const path = () => join(folder, 'results.db')
const { header } = sampleRun({ requests: 2 })

test('what the engine did comes back as it went in, is replaced when kept again, and goes with its run', () => {
  using store = openStore(path())
  store.createRun(header)
  expect(store.findEngineWork(header.runId)).toBeNull()
  store.saveEngineWork(header.runId, { ...sampleWork, threads: 1 })
  store.saveEngineWork(header.runId, sampleWork)
  expect(store.findEngineWork(header.runId)).toEqual(sampleWork)
  store.saveEngineWork(header.runId, { ...sampleWork, peaks: null })
  expect(store.findEngineWork(header.runId)?.peaks).toBeNull()
  store.deleteRun(header.runId)
  const left = new Database(path()).prepare(
    'SELECT (SELECT count(*) FROM engine_work) + (SELECT count(*) FROM engine_phases) + (SELECT count(*) FROM kernel_totals)',
  )
  expect(left.pluck().get()).toBe(0)
})

test('the view of kernels has rates and shares in units that people read', () => {
  using store = openStore(path())
  store.createRun(header)
  store.saveEngineWork(header.runId, sampleWork)
  const row = new Database(path())
    .prepare("SELECT * FROM v_kernels WHERE phase = 'decode' AND name = 'ffn.gate-up'")
    .get()
  expect(row).toEqual({
    ...{ run_id: header.runId, phase: 'decode', name: 'ffn.gate-up', op: 'linear', type: 'int8', calls: 10 },
    ...{ ms: 1000, share: 0.5, gflop_per_s: 120, gb_per_s: 36 },
  })
})

test('a store of the first version is brought forward with its runs, which have no engine work', () => {
  const old = new Database(path())
  old.exec(runsAndRequests)
  old.pragma('application_id = 0x696e6662')
  old.pragma('user_version = 1')
  old.close()
  using store = openStore(path())
  store.createRun(header)
  expect(store.findEngineWork(header.runId)).toBeNull()
  store.saveEngineWork(header.runId, sampleWork)
  expect(store.findEngineWork(header.runId)).toEqual(sampleWork)
})
