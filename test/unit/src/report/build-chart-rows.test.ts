import { expect, test } from 'vitest'
import type { RequestRecord } from '../../../../src/core/request-record.ts'
import { buildChartRows } from '../../../../src/report/build-chart-rows.ts'
import { sampleServer } from '../../../helpers/sample-report.ts'
import { sampleRun } from '../../../helpers/sample-run.ts'

const moved = (at: number | null, by: number) => (at === null ? null : at + by)

/** The same request, so much later on the run's clock. */
const later = (record: RequestRecord, by: number): RequestRecord => ({
  ...record,
  ...{ scheduledAt: record.scheduledAt + by, doneAt: record.doneAt + by, sentAt: moved(record.sentAt, by) },
  ...{ headersAt: moved(record.headersAt, by), firstChunkAt: moved(record.firstChunkAt, by) },
  ...{ firstTokenAt: moved(record.firstTokenAt, by), firstVisibleAt: moved(record.firstVisibleAt, by) },
  lastTokenAt: moved(record.lastTokenAt, by),
  events: { ...record.events, at: record.events.at.map((at) => at + by) },
})

/** Every row over time of a run whose first request falls due `by` ns after the run's clock began. */
function rowsFrom(by: number) {
  const { header, records } = sampleRun({ requests: 120, failShare: 0.1 })
  const zeroAt = Math.min(...records.map(({ scheduledAt }) => scheduledAt))
  const { startAt, endAt } = header.window
  const window = { ...header.window, startAt: startAt - zeroAt + by, endAt: moved(endAt, by - zeroAt) }
  const samples = sampleServer().map((sample) => ({ ...sample, at: sample.at + by }))
  const document = { kernels: null, hardware: null, sessions: null }
  const shifted = records.map((record) => later(record, by - zeroAt))
  const { time, load, tracks, timeline, errors, server } = buildChartRows(
    { ...header, window },
    shifted,
    document,
    samples,
  )
  return { time, load, tracks, timeline, errors, server }
}

test('charts begin when the first request fell due: a slow start moves none of their values', () => {
  const prompt = rowsFrom(0)
  expect(prompt.time.startS).toBe(0)
  expect(prompt.time.warmupEndS).toBeGreaterThan(0)
  expect(prompt.timeline.rows[0]?.scheduledS).toBe(0)
  expect(prompt.errors.rows.length).toBeGreaterThan(0)
  expect(rowsFrom(37e9)).toEqual(prompt)
})

test('what a server told before the first request is no part of its charts', () => {
  const { header, records } = sampleRun({ requests: 60 })
  const early = [{ ...sampleServer(1)[0], at: -5e9, running: 99 } as ReturnType<typeof sampleServer>[number]]
  const document = { kernels: null, hardware: null, sessions: null }
  const rows = buildChartRows(header, records, document, [...early, ...sampleServer()])
  expect(rows.server?.rows.every(({ running }) => (running ?? 0) < 99)).toBe(true)
})
