import { expect, test } from 'vitest'
import { msToNs } from '../../../../src/core/units.ts'
import { summarize } from '../../../../src/metrics/summarize.ts'
import { answered, runHeader } from '../../../helpers/build-record.ts'

test('a workload of one class has the same figures whether or not its plan says so', () => {
  const records = Array.from({ length: 20 }, (_, i) => {
    const from = 500 * i
    const arrivals = [[from + 100, 1] as const, [from + 120 + i, 1] as const]
    return { ...answered({ scheduledMs: from, arrivals }), index: i }
  })
  const slo = { default: { ttftNs: msToNs(200) } }
  const planned = summarize(runHeader({ slo, plan: { requests: { classes: [{ name: 'default' }] } } }), records)
  const unplanned = summarize(runHeader({ slo, plan: null }), records)
  expect(planned.classes).toEqual(unplanned.classes)
  expect(planned.metrics).toEqual(unplanned.metrics)
})
