import { expect, test } from 'vitest'
import { SharedFlight, sharedCountsBytes, SharedQuota } from '../../../../../src/load/workers/shared-counts.ts'

test('what is under way is counted over all who share the memory, and the most of it at any moment', () => {
  const memory = new SharedArrayBuffer(sharedCountsBytes)
  const [one, other] = [new SharedFlight(memory), new SharedFlight(memory)]
  one.begin()
  other.begin()
  one.end()
  other.begin()
  other.begin()
  other.end()
  expect([one.sent, one.underWay, one.most]).toEqual([4, 2, 3])
})

test('a quota is given out once over all who share it, and who takes the last one tells the others', () => {
  const memory = new SharedArrayBuffer(sharedCountsBytes)
  const told: string[] = []
  const one: SharedQuota = new SharedQuota(memory, 3, () => told.push('one'))
  const other = new SharedQuota(memory, 3, () => told.push('other'))
  expect([one.take(), other.take(), one.isFull, told.length]).toEqual([true, true, false, 0])
  expect([other.take(), one.take(), other.take()]).toEqual([true, false, false])
  expect([one.isFull, told]).toEqual([true, ['other']])
  one.onFull(() => told.push('heard'))
  one.wasFilled()
  expect(told).toEqual(['other', 'heard'])
})

test('without a bound there is no last one', () => {
  const quota = new SharedQuota(new SharedArrayBuffer(sharedCountsBytes), null, () => {})
  expect([quota.take(), quota.take(), quota.isFull]).toEqual([true, true, false])
})
