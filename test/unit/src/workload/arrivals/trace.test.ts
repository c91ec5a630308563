import { expect, test } from 'vitest'
import { traceArrivals } from '../../../../../src/workload/arrivals/trace.ts'

const rows = [2e9, 2e9, 2.5e9, 12e9].map((timestampNs) => ({ inputTokens: 1, outputTokens: 1, timestampNs }))

test('the first row arrives at 0, the rest at their recorded distance', () => {
  expect([...traceArrivals(rows, 1)]).toEqual([0, 0, 0.5e9, 10e9])
})

test('speed-up divides the distances', () => {
  expect([...traceArrivals(rows, 4)]).toEqual([0, 0, 0.125e9, 2.5e9])
  expect([...traceArrivals(rows, 0.5)]).toEqual([0, 0, 1e9, 20e9])
})

test('no rows, no arrivals', () => {
  expect([...traceArrivals([], 1)]).toEqual([])
})
