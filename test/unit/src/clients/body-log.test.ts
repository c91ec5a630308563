import { expect, test } from 'vitest'
import { BodyLog, BodySizes, roomOf } from '../../../../src/clients/body-log.ts'

const bytesOf = (text: string) => Buffer.from(text)

function logged(sizes: BodySizes, reads: readonly string[]) {
  const log = new BodyLog(sizes)
  for (const [i, read] of reads.entries()) {
    log.append(bytesOf(read), 0, read.length)
    log.mark(i + 1)
  }
  return log.take()
}

test('an answer in the memory of a longer one shows nothing of it', () => {
  const sizes = new BodySizes()
  const first = logged(
    sizes,
    Array.from({ length: 40 }, () => 'x'.repeat(100)),
  )
  sizes.giveRoom(roomOf(first))
  const second = logged(sizes, ['short', ' answer'])
  expect(second.body.buffer).toBe(first.body.buffer)
  expect(Buffer.from(second.body).toString()).toBe('short answer')
  expect([...second.readEnds]).toEqual([5, 12])
  expect([...second.readAt]).toEqual([1, 2])
})

test('an answer that outgrows the memory it was given is whole', () => {
  const sizes = new BodySizes()
  sizes.giveRoom(roomOf(logged(sizes, ['x'.repeat(2000)])))
  const reads = Array.from({ length: 300 }, (_, i) => `read ${i} `.repeat(20))
  const long = logged(sizes, reads)
  expect(Buffer.from(long.body).toString()).toBe(reads.join(''))
  expect(long.readEnds.length).toBe(300)
  expect(long.readAt[299]).toBe(300)
})

test('kept memory is bounded', () => {
  const sizes = new BodySizes()
  for (let i = 0; i < 100; i++) {
    const buffer = (bytes: number) => new ArrayBuffer(bytes)
    sizes.note(2 ** 20, 1024)
    sizes.giveRoom({ bytes: buffer(2 ** 20), ends: buffer(4096), at: buffer(8192) })
  }
  let bytes = 0
  for (let room = sizes.takeRoom(); room !== null; room = sizes.takeRoom()) bytes += room.bytes.byteLength
  expect(bytes).toBeGreaterThan(0)
  expect(bytes).toBeLessThanOrEqual(4 * 2 ** 20)
})

test("memory of somebody else's answers is not kept", () => {
  const sizes = new BodySizes()
  sizes.giveRoom(roomOf(logged(new BodySizes(), ['x'.repeat(2000)])))
  expect(sizes.takeRoom()).toBeNull()
})
