import { expect, test } from 'vitest'
import type { ClientTelemetry, WorkerTelemetry } from '../../../../../src/core/run-header.ts'
import { mergeEnds, type WorkerEnd } from '../../../../../src/load/workers/merge-ends.ts'

/** The end of a worker whose every figure is `size`. */
function endOf(size: number, held?: ClientTelemetry['heldBack']): WorkerEnd {
  const points = { p50: size, p99: size, max: size }
  const gcPauses = { count: size, totalNs: size, maxNs: size }
  const worker: WorkerTelemetry = {
    ...{ sent: size, busyShare: size / 10, connectionsOpened: size, eventLoopDelayNs: points, gcPauses },
    sendLagNs: points,
  }
  const client: ClientTelemetry = {
    ...{ eventLoopDelayNs: points, cpuShare: size / 5, maxInFlight: size, connectionsOpened: size, gcPauses },
    ...(held === undefined ? {} : { heldBack: held }),
  }
  return { worker, end: { window: { startAt: 7, endAt: 10 * size }, client, interrupted: size === 3 } }
}

test('counts are summed, and of every other figure the run has the worst', () => {
  const { client, window, interrupted } = mergeEnds([endOf(1), endOf(3), endOf(2)], 4)
  expect([window, interrupted]).toEqual([{ startAt: 7, endAt: 30 }, true])
  expect(client).toMatchObject({
    ...{ eventLoopDelayNs: { p50: 3, p99: 3, max: 3 }, cpuShare: 0.6, busyShare: 0.3 },
    ...{ maxInFlight: 4, connectionsOpened: 6, gcPauses: { count: 6, totalNs: 6, maxNs: 3 } },
  })
  expect(client.workers?.map(({ sent }) => sent)).toEqual([1, 3, 2])
  expect(client.heldBack).toBeUndefined()
})

test('the run has the read lag of the worker that read latest, null where none compared, and none where none can', () => {
  const lagging = (size: number, readLagNs: NonNullable<ClientTelemetry['readLagNs']> | null | 'absent'): WorkerEnd => {
    const { worker, end } = endOf(size)
    return { worker, end: { ...end, client: { ...end.client, ...(readLagNs === 'absent' ? {} : { readLagNs }) } } }
  }
  const merged = (...ends: WorkerEnd[]) => mergeEnds(ends, 2).client
  const [slow, quick] = [
    { p50: 5, p99: 6, max: 90 },
    { p50: 1, p99: 9, max: 10 },
  ]
  expect(merged(lagging(1, slow), lagging(2, quick)).readLagNs).toEqual({ p50: 5, p99: 9, max: 90 })
  expect(merged(lagging(1, null), lagging(2, quick)).readLagNs).toEqual(quick)
  expect(merged(lagging(1, null), lagging(2, null)).readLagNs).toBeNull()
  expect('readLagNs' in merged(lagging(1, 'absent'), lagging(2, 'absent'))).toBe(false)
})

test('what a limit held back is summed, with the longest wait', () => {
  const ends = [endOf(1, { requests: 2, longestNs: 50 }), endOf(2, { requests: 0, longestNs: 0 })]
  expect(mergeEnds(ends, 2).client.heldBack).toEqual({ requests: 2, longestNs: 50 })
})
