import { expect, test } from 'vitest'
import { visibleWidth } from '../../../../../../../src/cli/output/text/columns.ts'
import { compareTable } from '../../../../../../../src/cli/output/tables/compare/compare-table.ts'
import { textStyle } from '../../../../../../../src/cli/output/text/text-style.ts'
import { summarize } from '../../../../../../../src/metrics/summarize.ts'
import { compareRuns } from '../../../../../../../src/report/compare-runs.ts'
import { compareSides } from '../../../../../../../src/report/compare-sides.ts'
import { type SampleOptions, sampleRun } from '../../../../../../helpers/sample-run.ts'
import { sampleSide } from '../../../../../../helpers/sample-sides.ts'
import { testIo } from '../../../../../../helpers/test-io.ts'

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

const plain = (columns: number) => textStyle({ ...testIo().stdout, isTerminal: false, columns }, {})
const widest = (text: string) => Math.max(...text.split('\n').map(visibleWidth))

test('repeats have bounds and what they say; a metric without bounds is told to say nothing', () => {
  const sides = [sampleSide('baseline'), sampleSide('slower', { slowness: 1.2, place: 1 })] as const
  const text = compareTable(compareSides([...sides]), plain(100))
  expect(text).toMatch(/TPOT p50 +ms .*\+\d+\.\d to \+\d+\.\d % +worse\n/)
  expect(text).toMatch(/E2E p99 +ms .* \(worse\)\n/)
  expect(text).toMatch(/6 pairs of runs with the same prompts: .*93\.8 %/s)
  expect(text).toContain('A  baseline  6 runs')
})

test.each([80, 100])('comparisons of two and of three sides fit %d columns', (columns) => {
  const sides = [1, 1.1, 0.9].map((slowness, place) => sampleSide(`side ${place}`, { slowness, place }))
  const [a, b, c] = sides as [(typeof sides)[0], (typeof sides)[0], (typeof sides)[0]]
  expect(widest(compareTable(compareSides([a, b]), plain(columns)))).toBeLessThanOrEqual(columns)
  const matrix = compareTable(compareSides([a, b, c]), plain(columns))
  expect(widest(matrix)).toBeLessThanOrEqual(columns)
  expect(matrix).toMatch(/TPOT p50.*worse.*better/)
  expect(matrix.match(/to [+-]?\d+\.\d %/g)?.length).toBeGreaterThanOrEqual(12)
})
