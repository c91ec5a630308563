import { expect, test } from 'vitest'
import { visibleWidth } from '../../../../../../src/cli/output/text/columns.ts'
import { listTable } from '../../../../../../src/cli/output/tables/list-table.ts'
import { textStyle } from '../../../../../../src/cli/output/text/text-style.ts'
import { summarize } from '../../../../../../src/metrics/summarize.ts'
import type { RunListing } from '../../../../../../src/store/open-store.ts'
import { sampleRun } from '../../../../../helpers/sample-run.ts'
import { testIo } from '../../../../../helpers/test-io.ts'

const { header, records } = sampleRun()
const listing = (change: Partial<RunListing> = {}): RunListing => ({
  ...{
    runId: header.runId,
    name: 'a-long-name-of-a-workload (rate=4/s, repeat 1/3)',
    startedAtMs: header.startedAtMs,
    state: 'completed',
    status: 'valid',
  },
  ...{ target: header.target, requests: { stored: 240, failed: 0 }, windowNs: 6e10, project: null, tags: [] },
  ...change,
})

test.each([100, 80])(
  'a run is one line of at most %i columns with its median latencies, throughput and stamp',
  (columns) => {
    const style = textStyle(testIo({ terminal: columns, env: { NO_COLOR: '1' } }).stdout, { NO_COLOR: '1' })
    const lines = listTable([{ listing: listing(), document: summarize(header, records) }], style).split('\n')
    expect(lines[1]).toMatch(/^20261121-084500-ab12cd a-.*…\S* .* 240 +20\.2 +11\.8 +\d+ valid$/)
    expect(Math.max(...lines.map(visibleWidth))).toBeLessThanOrEqual(columns)
  },
)

test('where there is room the target and the start are columns of their own', () => {
  const table = (terminal: number) =>
    listTable([{ listing: listing(), document: null }], textStyle(testIo({ terminal }).stdout, { NO_COLOR: '1' }))
  expect(table(100)).toMatch(/ llama.*…\S* 11-21 08:45 /)
  expect(table(80)).not.toContain('08:45')
})

test('what did not complete says how it ended instead of a stamp, and shows no figure it does not have', () => {
  const style = textStyle(testIo().stdout, {})
  const states = ['running', 'killed', 'interrupted', 'failed'] as const
  const text = listTable(
    states.map((state) => ({ listing: listing({ state, status: null }), document: null })),
    style,
  )
  for (const state of states) expect(text).toMatch(new RegExp(`240 +- +- +- ${state}\n`))
})
