import { expect, test } from 'vitest'
import { buildChartRows, firstDueAt } from '../../../../../src/report/build-chart-rows.ts'
import { packRequests, unpackRequests } from '../../../../../src/report/selection/packed-requests.ts'
import { selected, selectionFigures, selectRows } from '../../../../../src/report/selection/select-rows.ts'
import { sampleRun } from '../../../../helpers/sample-run.ts'

const { header, records } = sampleRun({
  requests: 400,
  failShare: 0.05,
  classes: ['chat', 'batch'],
  slo: { chat: { ttftNs: 200e6 } },
})
const whole = buildChartRows(header, records, { kernels: null, hardware: null, sessions: null })
const held = unpackRequests(packRequests(records, header.slo, firstDueAt(records)))
const all = { fromS: 0, toS: whole.time.endS, className: null }

/** Whole µs are enough for what is drawn, which has five digits. */
const near = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, item: unknown) => (typeof item === 'number' ? Number(item.toPrecision(2)) : item)),
  )

test('all requests selected give the rows of the report', () => {
  const rows = selectRows(selected(held, all), header.slo, whole.time, 1)
  expect(near(rows.load)).toEqual(near(whole.load))
  expect(near(rows.tracks.ttft.bins)).toEqual(near(whole.tracks.ttft.bins))
  expect(rows.tracks.e2e.points).toHaveLength(whole.tracks.e2e.points.length)
  expect(rows.slo).toEqual(whole.slo)
  expect(rows.errors).toEqual(whole.errors)
  expect(near(rows.tail.rows)).toEqual(near(whole.tail.rows.filter(({ metric }) => metric !== 'ITL')))
  expect(rows.timeline.rows).toHaveLength(whole.timeline.rows.length)
})

test('a span and a class choose what was due in it and is of it, both ends included', () => {
  const span = { fromS: 20, toS: 40, className: 'chat' }
  const picked = selected(held, span)
  expect(picked.length).toBeGreaterThan(10)
  for (const { scheduledAt, className } of picked) {
    expect(className).toBe('chat')
    expect(scheduledAt).toBeGreaterThanOrEqual(20e9)
    expect(scheduledAt).toBeLessThanOrEqual(40e9)
  }
  const at = (picked[0]?.scheduledAt as number) / 1e9
  expect(selected(held, { fromS: at, toS: at, className: null })).toHaveLength(1)
  const rows = selectRows(picked, header.slo, whole.time, 0.2)
  expect(rows.time).toEqual(whole.time)
  expect(rows.load.offered).toBe(picked.length)
  expect(rows.inputLength.total).toBe(picked.filter((r) => r.phase === 'measure' && r.outcome.kind === 'ok').length)
  expect(rows.slo.every(({ className }) => className === 'chat')).toBe(true)
})

test('bins of a part of the run are as narrow as its requests allow', () => {
  const picked = selected(held, { fromS: 40, toS: 60, className: null })
  const width = (share: number) => selectRows(picked, header.slo, whole.time, share).load.binS
  expect(width(0.2)).toBeLessThan(width(1))
})

test('nothing selected gives empty rows and no figures', () => {
  const rows = selectRows([], header.slo, whole.time, 0.1)
  expect([rows.tracks.ttft.points, rows.tail.rows, rows.timeline.rows, rows.slo]).toEqual([[], [], [], []])
  expect(selectionFigures([])).toEqual({ requests: 0, failed: 0, ttftP50Ms: null, ttftP95Ms: null })
})
