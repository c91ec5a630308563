import { expect, test } from 'vitest'
import { decodeEvents, encodeEvents } from '../../../../../src/store/rows/event-codec.ts'

const events = (at: readonly number[], tokens: readonly number[] = at.map(() => 1)) => ({
  at: Float64Array.from(at),
  tokens: Uint32Array.from(tokens),
})

test('the bytes are those of the documented format', () => {
  // Format 1, two events: 100 ns after the start with one token (2 * 100 = 200 = c8 01), 3 ns later with 5 (2 * 3 + 1, 5).
  expect([...encodeEvents(events([100, 103], [1, 5]))]).toEqual([1, 2, 0xc8, 0x01, 7, 5])
})

test('an event earlier than the one before it makes format 2, zigzag-coded', () => {
  // 10 -> zigzag 20 -> 40; -3 -> zigzag 5 -> 10.
  expect([...encodeEvents(events([10, 7]))]).toEqual([2, 2, 40, 10])
  expect(decodeEvents(Uint8Array.of(2, 2, 40, 10))).toEqual(events([10, 7]))
})

test('an answer without events takes no bytes', () => {
  expect(encodeEvents(events([]))).toHaveLength(0)
  expect(decodeEvents(new Uint8Array(0))).toEqual(events([]))
})

test.each([5, 10, 40, 130])('a token every %d ms takes at most four bytes an event', (ms) => {
  const at = Array.from({ length: 500 }, (_, i) => 3e9 + i * ms * 1e6 + ((i * 7919) % 100_000))
  expect(encodeEvents(events(at)).length / 500).toBeLessThan(4.05)
})

test('events of one socket read take a byte each', () => {
  expect(encodeEvents(events(new Array(100).fill(5e9)))).toHaveLength(2 + 5 + 99)
})

test('instants to 26 days are exact to the ns; later ones are refused', () => {
  const last = 2 ** 51 - 1
  expect(decodeEvents(encodeEvents(events([0, last])))).toEqual(events([0, last]))
  for (const at of [2 ** 51, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => encodeEvents(events([at]))).toThrow(RangeError)
})

test('fractions of a ns are rounded, and rounding alone never runs backwards', () => {
  expect([...decodeEvents(encodeEvents(events([1.4, 1.6, 1.6]))).at]).toEqual([1, 2, 2])
})

test('every proper prefix of an encoding is refused', () => {
  const bytes = encodeEvents(events([1e9, 2e9, 2e9 + 5], [1, 300, 0]))
  for (let cut = 1; cut < bytes.length; cut++)
    expect(() => decodeEvents(bytes.subarray(0, cut)), `cut ${cut}`).toThrow(RangeError)
})

test.each([
  ['an unknown format', [9, 1, 2]],
  ['bytes after the end', [1, 1, 2, 2]],
  ['more events than bytes', [1, 100, 2]],
  ['a number without an end', [1, 1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]],
])('%s is refused', (_name, bytes) => {
  expect(() => decodeEvents(Uint8Array.from(bytes))).toThrow(RangeError)
})
