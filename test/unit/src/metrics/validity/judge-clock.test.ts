import { expect, test } from 'vitest'
import type { RequestRecord } from '../../../../../src/core/request-record.ts'
import { msToNs } from '../../../../../src/core/units.ts'
import { clean, judged } from '../../../../helpers/judged.ts'

test.each([
  [1, 'degraded'],
  [12, 'degraded'],
  [13, 'invalid'],
  [1200, 'invalid'],
] as const)('%d of 1200 requests with times that run backwards are %s', (backwards, severity) => {
  const back = (record: RequestRecord) => ({ ...record, headersAt: (record.sentAt as number) - msToNs(2) })
  const { found } = judged(clean((record, i) => (i < backwards ? back(record) : record)))
  expect(found('clock-backwards')?.severity).toBe(severity)
  expect(found('clock-backwards')?.message).toContain(`times of ${backwards} of 1200 requests run backwards`)
})

test('stamps of two threads that differ by less than a millisecond run on', () => {
  const { codes } = judged(clean((record) => ({ ...record, headersAt: (record.sentAt as number) - msToNs(0.9) })))
  expect(codes).not.toContain('clock-backwards')
})

test('a token before the one before it runs backwards', () => {
  const { codes } = judged(
    clean((record) => ({ ...record, events: { ...record.events, at: record.events.at.toReversed() } })),
  )
  expect(codes).toContain('clock-backwards')
})
