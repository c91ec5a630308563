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

test('a group is found by its id, the start of it, its name and as the latest, and a run knows its group', () => {
  using store = openStore(join(temporaryFolder(), 'results.db'))
  const ids = ['s20260302-101500-aaaaaa', 's20260302-101600-bbbbbb', 's20260303-101600-cccccc']
  for (const [i, sweepId] of ids.entries())
    store.createSweep({ sweepId, kind: 'sweep', name: i < 2 ? 'chat' : 'other', startedAtMs: 1000 + i })
  store.createRun(runHeader({ runId: '20260302-101500-aaaaaa' }))
  store.addSweepRun(ids[1] as string, '20260302-101500-aaaaaa', null)
  const found = (reference: string) => store.findSweep(reference)?.sweepId
  expect(found(ids[0] as string)).toBe(ids[0])
  expect(found('s20260303')).toBe(ids[2])
  expect(found('chat')).toBe(ids[1])
  expect(found('latest-group')).toBe(ids[2])
  expect(found('nothing')).toBeUndefined()
  expect(() => found('s20260302')).toThrow(
    /expected one group, got 2: s20260302-101600-bbbbbb, s20260302-101500-aaaaaa/,
  )
  expect(store.listSweeps(2).map(({ sweepId }) => sweepId)).toEqual([ids[2], ids[1]])
  expect(store.listSweeps()).toHaveLength(3)
  expect(store.sweepOf('20260302-101500-aaaaaa')).toBe(ids[1])
  expect(store.sweepOf('none')).toBeNull()
})

test('the runs of a gate are a group whose id begins with g', () => {
  using store = openStore(join(temporaryFolder(), 'results.db'))
  store.createSweep({ sweepId: 'g20260302-101500-aaaaaa', kind: 'gate', name: 'chat', startedAtMs: 1000 })
  store.createRun(runHeader({ runId: '20260302-101500-aaaaaa' }))
  store.addSweepRun('g20260302-101500-aaaaaa', '20260302-101500-aaaaaa', 'pair 1 baseline')
  store.finishSweep('g20260302-101500-aaaaaa', { schema: 'infbench.gate-plan/1' })
  expect(store.findSweep('g2026')).toMatchObject({ kind: 'gate', runs: [{ label: 'pair 1 baseline' }] })
  expect(store.findSweep('chat')?.sweepId).toBe('g20260302-101500-aaaaaa')
})
