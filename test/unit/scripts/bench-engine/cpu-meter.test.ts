import { expect, test } from 'vitest'
import { busyTicks, othersShare, processTicksOf } from '../../../../scripts/bench-engine/sampling/cpu-meter.ts'

test('idle and waiting time is not busy, stolen time is', () => {
  expect(busyTicks('cpu  10 20 30 4000 500 6 7 80 0 0\ncpu0 1 2 3')).toBe(10 + 20 + 30 + 6 + 7 + 80)
})

test('the time of a process is read past a name with spaces and brackets', () => {
  const stat = '42 (a (b) c) S 1 42 42 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 3 0 100'
  expect(processTicksOf(stat)).toBe(300)
})

test('what is busy and not ours is the share of others, of one CPU', () => {
  const before = { busyTicks: 1000, ownTicks: 500, atNs: 0 }
  expect(othersShare(before, { busyTicks: 1410, ownTicks: 890, atNs: 2e9 })).toBeCloseTo(0.1, 12)
})

test('clock ticks that fall the other way never make a negative share', () => {
  const before = { busyTicks: 1000, ownTicks: 500, atNs: 0 }
  expect(othersShare(before, { busyTicks: 1100, ownTicks: 601, atNs: 1e9 })).toBe(0)
})
