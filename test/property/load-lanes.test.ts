import fc from 'fast-check'
import { expect, test } from 'vitest'
import { laneOf, shareOf, usersOf } from '../../src/load/workers/lane.ts'

const lanes = fc.integer({ min: 1, max: 16 })
const users = fc.integer({ min: 1, max: 200 })
const places = fc.integer({ min: 0, max: 300 })
const all = (count: number) => Array.from({ length: count }, (_, i) => i)
const perLane = (of: number) => all(of).map((index) => ({ index, of }))

test('every place of an open schedule has one lane, and the shares differ by one at most', () => {
  fc.assert(
    fc.property(places, lanes, (count, of) => {
      const dealt = all(count).map((place) => laneOf(place, of, null))
      const shares = perLane(of).map((lane) => shareOf(count, lane))
      expect(shares).toEqual(all(of).map((index) => dealt.filter((lane) => lane === index).length))
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1)
    }),
  )
})

test('every user has one lane, and every place is in the lane of the user whose turn it would be', () => {
  fc.assert(
    fc.property(places, users, lanes, (count, most, of) => {
      const owners = perLane(of).map((lane) => usersOf(lane, most))
      expect(owners.flat().sort((a, b) => a - b)).toEqual(all(most))
      for (const place of all(count)) expect(owners[laneOf(place, of, most)]).toContain(place % most)
      expect(perLane(of).map((lane) => shareOf(count, lane, most))).toEqual(
        all(of).map((index) => all(count).filter((place) => laneOf(place, of, most) === index).length),
      )
    }),
    { numRuns: 50 },
  )
})

test('with one lane it is as if there were none', () => {
  fc.assert(
    fc.property(places, users, (count, most) => {
      const only = { index: 0, of: 1 }
      expect([shareOf(count, only), shareOf(count, only, most), usersOf(only, most)]).toEqual([count, count, all(most)])
    }),
  )
})
