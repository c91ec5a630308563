import { expect, test } from 'vitest'
import { callGraph } from '../../../../../src/workload/sessions/call-graph.ts'

const call = (startNs: number, endNs: number) => ({ startNs, endNs })

test('calls one after the other are a chain, each gap counted from the end before', () => {
  expect(callGraph([call(0, 10), call(12, 20), call(20, 30)])).toEqual([
    { parents: [], gapNs: 0 },
    { parents: [0], gapNs: 2 },
    { parents: [1], gapNs: 0 },
  ])
})

test('calls that overlap fan out, and what began after all of them waits for all', () => {
  expect(callGraph([call(0, 10), call(12, 30), call(14, 25), call(16, 40), call(45, 50)])).toEqual([
    { parents: [], gapNs: 0 },
    ...[2, 4, 6].map((gapNs) => ({ parents: [0], gapNs })),
    { parents: [1, 2, 3], gapNs: 5 },
  ])
})

test('a call waits for the latest only: what that one waited for is waited for by then', () => {
  // 1 and 2 overlap; 3 begins after 1 but before 2 has ended, 4 after 3 and 2
  const edges = callGraph([call(0, 10), call(11, 20), call(12, 60), call(25, 50), call(70, 80)])
  expect(edges.map(({ parents }) => parents)).toEqual([[], [0], [0], [1], [2, 3]])
})

test('of calls that began together none waits, and their gaps count from the first', () => {
  expect(callGraph([call(5, 9), call(7, 9)])).toEqual([
    { parents: [], gapNs: 0 },
    { parents: [], gapNs: 2 },
  ])
})
