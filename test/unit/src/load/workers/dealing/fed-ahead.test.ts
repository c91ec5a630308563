import { expect, test } from 'vitest'
import { FedAhead } from '../../../../../../src/load/workers/dealing/fed-ahead.ts'

function setUp(depth: number) {
  const wants: number[] = []
  const ahead = new FedAhead<number, string>(depth, (count) => wants.push(count))
  const add = (...items: number[]) => ahead.add(items.map((planned) => ({ planned, prepared: `body ${planned}` })))
  return { ahead, wants, add, next: async () => (await ahead.next())?.planned ?? null }
}

test('it asks for what it has room for, and again whenever half of it is gone', async () => {
  const { ahead, wants, add, next } = setUp(4)
  const filled = ahead.fill()
  expect(wants).toEqual([4])
  add(0, 1)
  add(2, 3)
  await filled
  expect([await next(), wants]).toEqual([0, [4]])
  expect([await next(), wants]).toEqual([1, [4, 2]])
  expect([await next(), wants]).toEqual([2, [4, 2]])
  expect([await next(), wants]).toEqual([3, [4, 2, 2]])
})

test('who finds it empty waits for the next, and after the last there is none', async () => {
  const { ahead, add, next } = setUp(4)
  void ahead.fill()
  const waiting = [next(), next(), next()]
  add(0, 1)
  ahead.end()
  expect(await Promise.all(waiting)).toEqual([0, 1, null])
  expect(await next()).toBeNull()
})

test('a schedule shorter than its depth fills it, and what is there is handed out after the end', async () => {
  const { ahead, add, next } = setUp(4)
  const filled = ahead.fill()
  add(0)
  ahead.end()
  await filled
  expect([await next(), await next()]).toEqual([0, null])
})

test('closed, it hands out nothing, keeps nobody waiting and asks for nothing', async () => {
  const { ahead, wants, add, next } = setUp(4)
  const filled = ahead.fill()
  add(0, 1)
  ahead.close()
  await filled
  add(2)
  expect([await next(), wants]).toEqual([null, [4]])
})
