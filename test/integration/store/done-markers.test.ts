import Database from 'better-sqlite3'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { summarize } from '../../../src/metrics/summarize.ts'
import { openStore } from '../../../src/store/open-store.ts'
import { answered, runHeader } from '../../helpers/build-record.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

test('whether a stream ended with [DONE] is stored, and not known of answers that were none', () => {
  using store = openStore(join(temporaryFolder(), 'results.db'))
  const header = runHeader()
  store.createRun(header)
  for (const [index, doneMarker] of [true, false, null].entries())
    store.append(header.runId, answered({}, { index, doneMarker }))
  store.finishRun(header)
  expect([...store.records(header.runId)].map(({ doneMarker }) => doneMarker)).toEqual([true, false, null])
})

test('runs in a store that kept no ends of streams are read as before, and blamed for none', () => {
  const path = join(temporaryFolder(), 'results.db')
  const old = new Database(path)
  old.exec(readFileSync(join(import.meta.dirname, '../../fixtures/store/versions/v7.sql'), 'utf8'))
  old.close()
  using store = openStore(path)
  const header = store.findRun('latest')
  const read = [...store.records(header.runId)]
  expect(read.length).toBeGreaterThan(0)
  expect(read.map(({ doneMarker }) => doneMarker)).toEqual(read.map(() => null))
  expect(summarize(header, read).reasons.map(({ code }) => code)).not.toContain('no-done')
})
