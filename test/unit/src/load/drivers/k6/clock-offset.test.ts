import { expect, test } from 'vitest'
import { seededRng } from '../../../../../../src/core/rng.ts'
import { clockOffset, type DateSeen } from '../../../../../../src/load/drivers/k6/merge/clock-offset.ts'

/** What a machine sees whose clock shows `aheadMs` more than the true time; the server renews its Date `lateMs` after each second. */
function seenBy(aheadMs: number, requests: number, seed: number, lateMs = 0): DateSeen[] {
  const rng = seededRng(seed)
  const startMs = 1_700_000_000_000
  return Array.from({ length: requests }, () => {
    const sent = startMs + rng.uniform() * 20_000
    const made = sent + rng.uniform() * 3
    const headers = made + rng.uniform() * 3
    return { sentMs: sent + aheadMs, headersMs: headers + aheadMs, dateS: Math.floor((made - lateMs) / 1000) }
  })
}

test.each([
  [0, 0, 300],
  [250, -40, 300],
  [-3_600_000, 12.5, 50],
  [5, 1000, 1000],
])('clocks %d ms and %d ms ahead: the offset lies within its uncertainty', (first, other, requests) => {
  for (let seed = 1; seed <= 40; seed++) {
    const found = clockOffset(seenBy(first, requests, seed), seenBy(other, requests, seed + 1000))
    expect(found).not.toBeNull()
    expect(Math.abs((found?.offsetMs ?? 0) - (first - other))).toBeLessThanOrEqual(found?.uncertaintyMs ?? 0)
  }
})

test('more answers bound it more narrowly', () => {
  const width = (requests: number) => clockOffset(seenBy(0, requests, 1), seenBy(100, requests, 2))?.uncertaintyMs ?? 0
  expect(width(2000)).toBeLessThan(10)
  expect(width(2000)).toBeLessThan(width(50))
})

test('a server that renews its Date late, as many do, changes nothing', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const found = clockOffset(seenBy(30, 300, seed, 870), seenBy(0, 300, seed + 1000, 870))
    expect(Math.abs((found?.offsetMs ?? 1e9) - 30)).toBeLessThanOrEqual(found?.uncertaintyMs ?? 0)
  }
})

test('nothing is known of machines that saw no second turn, or whose server contradicts itself', () => {
  const once = [{ sentMs: 0, headersMs: 1, dateS: 5 }]
  expect(clockOffset(once, once)).toBeNull()
  expect(clockOffset(seenBy(0, 300, 1), [])).toBeNull()
  const [a, b] = [seenBy(0, 300, 1, 0), seenBy(0, 300, 2, 0)]
  const another = b.map((seen, i) => ({ ...seen, dateS: seen.dateS + (i % 2) * 4 }))
  expect(clockOffset(a, another)).toBeNull()
})
