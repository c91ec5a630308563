import { expect, test } from 'vitest'
import { distributionMetrics, metrics, runMetrics } from '../../../../src/metrics/definitions.ts'
import type { Metric } from '../../../../src/metrics/metric.ts'
import { summarize } from '../../../../src/metrics/summarize.ts'
import { answered, runHeader } from '../../../helpers/build-record.ts'

const rows = Object.entries(metrics as Record<string, Metric>)

test('no two metrics share a label, a key or a place in the document', () => {
  const labels = rows.map(([, { label }]) => label)
  const places = rows.flatMap(([, metric]) =>
    'key' in metric ? [metric.key] : 'path' in metric ? [metric.path.join('.')] : [],
  )
  expect(new Set(labels).size).toBe(rows.length)
  expect(new Set(places).size).toBe(distributionMetrics.length + runMetrics.length)
})

test('a duration is at its name and Ms, anything else at its name', () => {
  for (const [id, metric] of rows) if ('key' in metric) expect(metric.key).toBe(metric.unit === 'ns' ? `${id}Ms` : id)
})

test('every metric has a place in the run document', () => {
  const hardware = { accelerator: null, count: 1, pricePerHour: 1, currency: 'USD' } as const
  const document = summarize(runHeader({ hardware }), [answered()]) as unknown as Record<
    string,
    Record<string, unknown>
  >
  for (const { key } of distributionMetrics) expect(document.metrics).toHaveProperty(key)
  for (const { path } of runMetrics) expect(document[path[0]]).toHaveProperty(path[1])
})

test('MFU and MBU are rows of the same table', () => {
  const use = { modelFlopPerSecond: 50, peakFlopPerSecond: 200, movedBytesPerSecond: 30, peakBytesPerSecond: 40 }
  expect(metrics.mfu.of(use)).toBe(0.25)
  expect(metrics.mbu.of(use)).toBe(0.75)
})
