import { expect, test } from 'vitest'
import { sweepLines } from '../../../../../../src/cli/output/tables/sweep-lines.ts'
import { sweepTable } from '../../../../../../src/cli/output/tables/sweep-table.ts'
import { textStyle } from '../../../../../../src/cli/output/text/text-style.ts'
import { sampleRates, sampleSweep } from '../../../../../helpers/sample-sweep.ts'
import { testIo } from '../../../../../helpers/test-io.ts'

const style = (columns: number) => textStyle(testIo({ terminal: columns }).stdout, { NO_COLOR: '1' })
const long = sampleRates.map((run) => ({
  ...run,
  ...{ label: `target.engine.quant=int4-asym-a16, target.engine.maxBatch=16, rate=${run.rate}`, requests: 30 },
}))

test.each([80, 100])('the table of a sweep fits %d columns, whatever its runs are called', (columns) => {
  for (const options of [{}, { runs: long }]) {
    const text = sweepTable(sampleSweep(options).document, style(columns))
    for (const line of text.split('\n')) expect([...line].length).toBeLessThanOrEqual(columns)
    expect(text.match(/ best/g)).toHaveLength(1)
    expect(text.match(/=\d+ +\d/g)).toHaveLength(5)
  }
})

test('columns of service levels are there where some are set', () => {
  expect(sweepTable(sampleSweep().document, style(100))).toMatch(/SLO met +good\/s/)
  const unset = sampleSweep({ runs: sampleRates.map((run) => ({ ...run, slo: {}, requests: 30 })) }).document
  expect(sweepTable(unset, style(100))).not.toContain('SLO met')
  expect(sweepLines(unset, [], style(100))).toContain('requests/s completed (no service levels are set)')
})

test('each series says where it is saturated', () => {
  const runs = ['int4', 'int8'].flatMap((series) => sampleRates.map((run) => ({ ...run, series })))
  const text = sweepLines(sampleSweep({ runs }).document, [['next', 'infbench list']], style(100))
  expect(text).toMatch(/saturation +int4: kept up with \d+ requests\/s, not with more/)
  expect(text).toMatch(/\n +int8: kept up with/)
  expect(text.trimEnd()).toMatch(/next +infbench list$/)
})
