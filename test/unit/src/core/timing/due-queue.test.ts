import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DueQueue } from '../../../../../src/core/timing/due-queue.ts'

test('calls come out by due time, equal ones in the order they were added', () => {
  const times = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 })
  fc.assert(
    fc.property(times, (list) => {
      const queue = new DueQueue()
      const out: number[] = []
      for (const [i, at] of list.entries()) queue.add({ at, run: () => out.push(i) })
      for (let call = queue.takeDue(20); call !== null; call = queue.takeDue(20)) call.run()
      const expected = [...list.keys()].sort((a, b) => (list[a] as number) - (list[b] as number) || a - b)
      expect(out).toEqual(expected)
    }),
  )
})

test('a call is not taken before its time', () => {
  const queue = new DueQueue()
  queue.add({ at: 10, run: () => {} })
  expect(queue.nextAt).toBe(10)
  expect(queue.takeDue(9)).toBeNull()
  expect(queue.takeDue(10)?.at).toBe(10)
  expect(queue.nextAt).toBe(Number.POSITIVE_INFINITY)
})
