import { expect, test } from 'vitest'
import { serverRows } from '../../../../../../src/report/rows/server/server-rows.ts'
import { sampleServer } from '../../../../../helpers/sample-report.ts'
import { sampleRun } from '../../../../../helpers/sample-run.ts'

const { records } = sampleRun({ requests: 40, warmupS: 0 })

test('levels are means of their bin, counters grow per second of it', () => {
  const rows = serverRows(sampleServer(), records, 30)?.rows ?? []
  expect(rows).toHaveLength(30)
  expect(rows[5]).toMatchObject({
    atS: 5.5,
    running: 5,
    waiting: 0,
    kvUsedShare: 0.05,
    cachedShare: 0.1,
    madePerS: 250,
  })
  const arrived = rows.reduce((sum, row) => sum + row.arrivedPerS, 0)
  const made = records.reduce((sum, record) => sum + (record.doneAt <= 30e9 ? (record.outputTokens ?? 0) : 0), 0)
  expect(arrived).toBeGreaterThanOrEqual(0.99 * made)
})

test('a counter that a restart began anew grows from there on, and what is not told is not 0', () => {
  const [first, second, third] = sampleServer(3)
  const samples = [
    { ...first!, generatedTokens: 1000, kvUsedShare: null },
    { ...second!, generatedTokens: 5, kvUsedShare: null },
    { ...third!, generatedTokens: 25, kvUsedShare: null },
  ]
  const rows = serverRows(samples, records, 3)?.rows ?? []
  expect(rows.map(({ madePerS }) => madePerS)).toEqual([null, 20, null])
  expect(rows.map(({ kvUsedShare }) => kvUsedShare)).toEqual([null, null, null])
})

test('a server that tells nothing has no rows', () => {
  expect(serverRows([], records, 30)).toBeNull()
})
