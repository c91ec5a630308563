import { expect, test } from 'vitest'
import { fakeClock, processClock } from '../../../../src/core/clock.ts'

test('two process clocks of one origin agree', () => {
  const a = processClock()
  const b = processClock(a.originNs)
  const before = a.nowNs()
  const between = b.nowNs()
  expect(between).toBeGreaterThanOrEqual(before)
  expect(a.nowNs()).toBeGreaterThanOrEqual(between)
})

test('a fake clock moves only when told to, wall time with it', () => {
  const clock = fakeClock(5, 1000)
  expect([clock.nowNs(), clock.wallMs()]).toEqual([5, 1000])
  clock.advance(2e6)
  expect([clock.nowNs(), clock.wallMs()]).toEqual([5 + 2e6, 1002])
})
