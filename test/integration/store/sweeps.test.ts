import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from '../../../src/store/open-store.ts'
import { runHeader } from '../../helpers/build-record.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

test('runs made together come back as one group, in their order, with what they say together', () => {
  using store = openStore(join(temporaryFolder(), 'results.db'))
  const about = { sweepId: 's1', kind: 'search', name: 'chat', startedAtMs: 1000 } as const
  store.createSweep(about)
  for (const runId of ['20260302-101500-aaaaaa', '20260302-101600-bbbbbb']) {
    store.createRun(runHeader({ runId }))
    store.addSweepRun('s1', runId, `rate=${runId.slice(-1)}`)
  }
  const runs = [
    { runId: '20260302-101500-aaaaaa', label: 'rate=a' },
    { runId: '20260302-101600-bbbbbb', label: 'rate=b' },
  ]
  expect(store.findSweep('s1')).toEqual({ ...about, document: null, runs })
  store.finishSweep('s1', { schema: 'infbench.sweep/1' })
  store.deleteRun('20260302-101500-aaaaaa')
  expect(store.findSweep('s1')).toEqual({ ...about, document: { schema: 'infbench.sweep/1' }, runs: runs.slice(1) })
  expect(store.findSweep('s2')).toBeNull()
})
