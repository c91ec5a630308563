import { expect, test } from 'vitest'
import { clean, client, judged, readLate } from '../../../../helpers/judged.ts'

test.each([
  ['a gap of 90 ms', 1, 5, undefined],
  ['a gap of 90 ms', 1, 5.01, 'degraded'],
  ['gaps of 30 ms', 3, 3, undefined],
  ['gaps of 30 ms', 3, 3.01, 'degraded'],
  ['gaps of 10 ms', 9, 1, undefined],
  ['gaps of 10 ms', 9, 1.01, 'degraded'],
  ['gaps of 6 ms', 15, 0.6, undefined],
  ['gaps of 6 ms', 15, 0.61, 'degraded'],
  ['gaps of 1 ms', 90, 0.4, undefined],
  ['gaps of 1 ms', 90, 0.41, 'degraded'],
  ['no gaps', 0, 1, undefined],
  ['no gaps', 0, 1.01, 'degraded'],
] as const)('%s: %d tokens in 90 ms read %d ms late at the p99 are %s', (_, tokens, lagMs, severity) => {
  const records = clean((record) => {
    const { at, tokens: counts } = record.events
    return tokens === 0
      ? { ...record, events: { at: at.slice(0, 1), tokens: counts.slice(0, 1) }, outputTokens: 1 }
      : { ...record, events: { at, tokens: Uint32Array.of(1, tokens) }, outputTokens: 1 + tokens }
  })
  expect(judged(records, readLate(lagMs)).found('read-lag')?.severity).toBe(severity)
})

test('a client that compared nothing, or cannot, is not blamed', () => {
  expect(judged(clean(), client({ readLagNs: null })).codes).toEqual([])
})

test('what is read late is told with its size, its limit and what to do', () => {
  const reason = judged(clean(), readLate(7.25)).found('read-lag')
  expect(reason?.message).toContain('p99 7.25 ms (at most 1 ms)')
  expect(reason?.hint).toContain('--workers')
})
