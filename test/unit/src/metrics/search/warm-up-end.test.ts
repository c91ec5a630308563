import { expect, test } from 'vitest'
import { warmUpEnd } from '../../../../../src/metrics/search/warm-up-end.ts'
import { answered, failed } from '../../../../helpers/build-record.ts'

const record = (i: number, ttftMs: number) =>
  answered({ scheduledMs: 100 * i, arrivals: [[100 * i + ttftMs, 1]] }, { index: i })
const records = (slow: number) => Array.from({ length: 200 }, (_, i) => record(i, (i < slow ? 400 : 50) + (i % 7)))

test('slow first answers are warm-up, up to the first request that waits like the rest', () => {
  expect(warmUpEnd(records(40))).toEqual({ at: 4000e6, requests: 40, settled: true })
})

test('records may come in any order, and failed ones before the end count among those left out', () => {
  const mixed = [...records(40).reverse(), failed('cut', { scheduledMs: 150 }), failed('cut', { scheduledMs: 9000 })]
  expect(warmUpEnd(mixed)).toMatchObject({ at: 4000e6, requests: 41 })
})

test('nothing is left out of a run that is settled, or too short to tell', () => {
  expect(warmUpEnd(Array.from({ length: 100 }, (_, i) => record(i, 50)))).toEqual({ at: 0, requests: 0, settled: true })
  expect(warmUpEnd(records(40).slice(0, 30))).toBeNull()
})
