import { expect, test } from 'vitest'
import { readRateTable } from '../../../../../../src/workload/arrivals/replay/rate-table.ts'
import { pieces } from '../../../../../helpers/trace-case.ts'

const read = (text: string) => readRateTable('rates.csv', pieces(text))
const fault = (text: string) =>
  read(text).then(
    () => '',
    (error: Error) => error.message,
  )

test('each rate holds until the next row, the last as long as the one before, and any zero will do', async () => {
  expect(await read('seconds,rate\n100,2\n130,0\n140.5,4\n')).toEqual([
    [30e9, 2],
    [10.5e9, 0],
    [10.5e9, 4],
  ])
})

test.each([
  ['a byte-order mark and CRLF', '\ufeffseconds,rate\r\n0,1\r\n60,2\r\n'],
  ['no header', '0,1\n60,2'],
  ['columns the other way round, others beside', 'host,rate,Seconds\na,1,0\na,2,60'],
  ['JSON Lines', '{"seconds": 0, "rate": 1}\n{"seconds": 60, "rate": 2}\n'],
])('%s is read alike', async (_, text) => {
  expect(await read(text)).toEqual([
    [60e9, 1],
    [60e9, 2],
  ])
})

test.each([
  ['seconds,rate\n0,1\n60,fast', 'rates.csv:3:4 rate: expected a number, got "fast"'],
  ['seconds,rate\n0,1\n60,-2', 'rates.csv:3:4 rate: expected a rate of at least 0 per second, got "-2"'],
  ['seconds,rate\n0,1\n60,', 'rates.csv:3:4 rate: expected a number, got ""'],
  ['seconds,rate\n60,1\n60,2', 'rates.csv:3:1 seconds: expected more seconds than the 60 of the row before, got "60"'],
  ['seconds,rate\n60,1\n0,2', 'rates.csv:3:1 seconds: expected more seconds than the 60 of the row before, got "0"'],
  ['seconds,rate\n60,1,7', 'rates.csv:2:6 expected 2 fields (seconds,rate), got 3'],
  ['time,rate\n60,1', 'rates.csv:2:1 expected columns seconds and rate, got "time, rate"'],
  ['seconds,rate\n0,0\n60,0', 'rates.csv: expected a rate above 0, got 2 rows of 0'],
  ['seconds,rate\n0,1', 'rates.csv: expected at least two rows of seconds and rate, got 1'],
  ['', 'rates.csv: expected at least two rows of seconds and rate, got 0'],
])('%j is refused where it is wrong', async (text, message) => {
  expect(await fault(text)).toBe(message)
})
