import type { RequestRecord } from '../../../../../src/core/request-record.ts'
import { expect, test } from 'vitest'
import { e2eNs, sendLagNs, tpotNs, ttftNs } from '../../../../../src/metrics/request-times.ts'
import { longestTokenGapNs } from '../../../../../src/metrics/token-gaps.ts'
import { missedLevels } from '../../../../../src/metrics/goodput.ts'
import { mostPacked, packRequests, unpackRequests } from '../../../../../src/report/selection/packed-requests.ts'
import { sampleRun } from '../../../../helpers/sample-run.ts'

const levels = { ttftNs: 200e6, tpotNs: 15e6, itlNs: 30e6, e2eNs: 3e9 }

const longestGapNs = ({ events }: RequestRecord) => longestTokenGapNs(events)

test.each([
  ['streamed', { requests: 400, failShare: 0.1, classes: ['chat', 'batch'] }],
  ['not streamed', { requests: 60, streamed: false }],
  ['failed, all of them', { requests: 30, failShare: 1, failKinds: ['connect', 'notSent', 'cut'] as const }],
])('requests of a page have the times, levels and ends of those that were %s', (_, options) => {
  const { records, header } = sampleRun(options)
  const back = unpackRequests(JSON.parse(JSON.stringify(packRequests(records, header.slo, 0))))
  expect(back).toHaveLength(records.length)
  for (const [i, record] of records.entries()) {
    const own = back[i] as (typeof records)[number]
    const { index, phase, className } = record
    expect(own).toMatchObject({ index, phase, className, outputTokens: record.outputTokens })
    expect(own.outcome.kind).toBe(record.outcome.kind)
    for (const of of [ttftNs, e2eNs, sendLagNs, longestGapNs, tpotNs]) {
      const [wanted, got] = [of(record), of(own)]
      if (wanted === null) expect(got, `${of.name} of ${i}`).toBeNull()
      else expect(Math.abs((got as number) - wanted), `${of.name} of ${i}`).toBeLessThan(2000)
    }
    expect(missedLevels(own, levels)).toEqual(missedLevels(record, levels))
  }
})

test('charts of a page begin where its requests do', () => {
  const { records, header } = sampleRun({ requests: 20 })
  const zeroAt = records[0]?.scheduledAt as number
  expect(unpackRequests(packRequests(records, header.slo, zeroAt))[0]?.scheduledAt).toBe(0)
})

test('of more requests than a page carries every k-th is there, and the rule is said', () => {
  const { records, header } = sampleRun({ requests: 30 })
  const [first] = records
  const many = Array.from({ length: 2 * mostPacked + 1 }, (_, index) => ({ ...first, index, scheduledAt: index * 1e6 }))
  const packed = packRequests(many as typeof records, header.slo, 0)
  expect(packed.columns.index.slice(0, 3)).toEqual([0, 3, 6])
  expect(packed.columns.index.length).toBeLessThanOrEqual(mostPacked)
  expect(packed).toMatchObject({ total: 20_001, thinning: 'every 3rd of 20,001 requests' })
})

test('a name of a megabyte is cut', () => {
  const name = 'x'.repeat(2 ** 20)
  const { records, header } = sampleRun({ requests: 10, classes: [name], slo: { [name]: levels } })
  const packed = packRequests(records, header.slo, 0)
  expect(JSON.stringify(packed).length).toBeLessThan(5000)
  expect(Object.keys(packed.slo)).toEqual(packed.classes)
})
