import { expect, test } from 'vitest'
import { vusOf } from '../../../../../../src/load/drivers/k6/vus-of.ts'

const open = { arrival: { process: 'poisson', ratePerSecond: 1 } } as const
const every = (ms: number, count: number) => Array.from({ length: count }, (_, i) => i * ms * 1e6)

test('an open loop has as many VUs as come due in any ten seconds', () => {
  expect(vusOf(open, every(1000, 60))).toBe(10)
  expect(vusOf(open, [...every(1000, 60), ...every(1, 30).map((at) => at + 100e9)])).toBe(30)
})

test('never more than requests, a thousand, or what the plan says', () => {
  expect(vusOf(open, every(1000, 3))).toBe(3)
  expect(vusOf(open, every(1, 5000))).toBe(1000)
  expect(vusOf({ ...open, vus: 7 }, every(1, 5000))).toBe(7)
  expect(vusOf(open, [])).toBe(1)
})

test('a closed loop has one for each user', () => {
  const arrival = { process: 'concurrency', users: 4, thinkTimeNs: 0 } as const
  expect(vusOf({ arrival }, [null, null, null, null, null])).toBe(4)
})
