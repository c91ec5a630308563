import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ServerSample } from '../../../src/core/server/server-sample.ts'
import { openStore } from '../../../src/store/open-store.ts'
import { runHeader } from '../../helpers/build-record.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

test('samples of a server come back in order of time and go with their run', () => {
  using store = openStore(join(temporaryFolder(), 'results.db'))
  const { runId } = runHeader()
  store.createRun(runHeader())
  const sample = (at: number): ServerSample => ({
    ...{ at, running: 2, waiting: null, kvUsedShare: 0.25, preemptions: 1, cachedTokens: null },
    ...{ promptTokens: 40, generatedTokens: 12 },
  })
  expect(store.findServerSamples(runId)).toEqual([])
  store.saveServerSamples(runId, [sample(30), sample(10)])
  expect(store.findServerSamples(runId)).toEqual([sample(10), sample(30)])
  store.deleteRun(runId)
  store.createRun(runHeader())
  expect(store.findServerSamples(runId)).toEqual([])
})
