import { expect, test } from 'vitest'
import { visibleWidth } from '../../../../../../src/cli/output/text/columns.ts'
import { compareTable } from '../../../../../../src/cli/output/tables/compare-table.ts'
import { textStyle } from '../../../../../../src/cli/output/text/text-style.ts'
import { summarize } from '../../../../../../src/metrics/summarize.ts'
import { compareRuns } from '../../../../../../src/report/compare-runs.ts'
import { type SampleOptions, sampleRun } from '../../../../../helpers/sample-run.ts'
import { testIo } from '../../../../../helpers/test-io.ts'

function side(options: SampleOptions) {
  const { header, records } = sampleRun(options)
  return { header, document: summarize(header, records) }
}

const style = textStyle(testIo().stdout, {})

test('differences of the runs come before any figure, and no figure is called significant', () => {
  const a = side({})
  const other = side({ slowness: 1.3, failShare: 0.1 })
  const b = {
    ...other,
    header: {
      ...other.header,
      runId: '20261121-084500-ffffff',
      fingerprints: { ...other.header.fingerprints, workload: 'other' },
    },
  }
  const text = compareTable(compareRuns(a, b), style)
  expect(text.indexOf('workload')).toBeLessThan(text.indexOf('TTFT p50'))
  expect(text).toMatch(/caution: The workloads differ/)
  expect(text).toMatch(/caution: B is degraded: /)
  expect(text).toMatch(/TPOT p50 +ms +~?\d.* \+\d.* \+\d+\.\d % +worse/)
  expect(text).toMatch(/One run each: .*no claim/)
  expect(text).not.toMatch(/significant|p-value/)
})

test('two equal runs differ in nothing, and the table fits 100 columns', () => {
  const a = side({})
  const text = compareTable(compareRuns(a, { ...a, header: { ...a.header, runId: '20261121-084500-ffffff' } }), style)
  expect(text).toContain('same workload, data, target and machine')
  expect(text).not.toMatch(/worse|better/)
  expect(Math.max(...text.split('\n').map(visibleWidth))).toBeLessThanOrEqual(100)
})
