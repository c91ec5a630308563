import { expect, test } from 'vitest'
import { stolenShare, timesIn } from '../../../../../../src/cli/pipeline/selftest/stolen-time.ts'

const stat = (steal: number, idle: number) =>
  `cpu  100 20 30 ${idle} 5 0 5 ${steal} 7 3\ncpu0 50 10 15 20 2 0 2 9 7 3\nintr 1 2 3\n`

test('stolen time is the eighth number of the line of all cores, and guest time is not counted twice', () => {
  expect(timesIn(stat(40, 800))).toEqual({ all: 1000, stolen: 40 })
  expect(timesIn('')).toBe(null)
  expect(timesIn('cpu  1 2 3 4\n')).toBe(null)
})

test('the share is of the time in between, and unknown where nothing was told', () => {
  expect(stolenShare(timesIn(stat(40, 800)), timesIn(stat(60, 880)))).toBe(0.2)
  expect(stolenShare(null, timesIn(stat(60, 880)))).toBe(null)
  expect(stolenShare(timesIn(stat(40, 800)), timesIn(stat(40, 800)))).toBe(null)
})
