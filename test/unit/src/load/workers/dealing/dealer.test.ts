import { expect, test } from 'vitest'
import { Dealer } from '../../../../../../src/load/workers/dealing/dealer.ts'

/** A dealer of the numbers below `count` to three lanes in turn; `given[lane]` is what came, -1 its end. */
function setUp(count: number, write: (item: number) => Promise<number> = async (item) => item) {
  const given: number[][] = [[], [], []]
  const faults: unknown[] = []
  const dealer = new Dealer<number, number>({
    items: Array.from({ length: count }, (_, i) => i),
    laneOf: (place) => place % 3,
    lanes: 3,
    write,
    give: (lane, items) => given[lane]?.push(...items),
    end: (lane) => given[lane]?.push(-1),
    fail: (error) => faults.push(error),
  })
  return { dealer, given, faults }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20))

test('a lane gets its own items in order, never more than it asked for, and its end after the last', async () => {
  const { dealer, given } = setUp(8)
  dealer.want(0, 2)
  await settled()
  expect(given).toEqual([[0, 3], [], []])
  dealer.want(1, 10)
  dealer.want(0, 2)
  await settled()
  expect(given).toEqual([[0, 3, 6, -1], [1, 4, 7, -1], []])
  dealer.want(2, 1)
  await settled()
  expect(given[2]).toEqual([2])
  dealer.want(2, 1)
  await settled()
  expect(given[2]).toEqual([2, 5, -1])
})

test('items are written when they are asked for and not before, each once', async () => {
  const written: number[] = []
  const { dealer } = setUp(100, async (item) => {
    written.push(item)
    return item
  })
  dealer.want(1, 1)
  await settled()
  expect(written).toEqual([1])
  for (const lane of [0, 1, 2]) dealer.want(lane, 100)
  await settled()
  expect(written.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i))
})

test('one that takes long to write does not keep back those written before it', async () => {
  let finish = (_: number) => {}
  const slow = new Promise<number>((resolve) => {
    finish = resolve
  })
  const { dealer, given } = setUp(6, async (item) => (item === 1 ? slow : item))
  dealer.want(0, 1)
  dealer.want(1, 1)
  await settled()
  expect(given).toEqual([[0], [], []])
  finish(1)
  await settled()
  expect(given[1]).toEqual([1])
})

test('one that cannot be written is a fault, after which nothing is dealt', async () => {
  const fault = new Error('no such row')
  const { dealer, given, faults } = setUp(6, async (item) => {
    if (item === 1) throw fault
    return item
  })
  for (const lane of [0, 1, 2]) dealer.want(lane, 2)
  await settled()
  dealer.want(0, 2)
  await settled()
  expect([faults, given[1], given[2]]).toEqual([[fault], [], []])
})

test('a closed dealer hands out nothing more', async () => {
  const { dealer, given } = setUp(6)
  dealer.close()
  dealer.want(0, 2)
  await settled()
  expect(given).toEqual([[], [], []])
})
