import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TokenEvents } from '../../src/core/request-record.ts'
import { decodeEvents, encodeEvents } from '../../src/store/rows/event-codec.ts'

const instants = (order: 'ascending' | 'any') =>
  fc
    .array(fc.oneof(fc.integer({ min: 0, max: 2 ** 51 - 1 }), fc.integer({ min: 0, max: 300 })), { maxLength: 200 })
    .map((at) => (order === 'ascending' ? at.sort((a, b) => a - b) : at))
const tokens = fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.integer({ min: 0, max: 2 ** 32 - 1 }))

const events = fc
  .oneof(instants('ascending'), instants('any'))
  .chain((at) =>
    fc
      .array(tokens, { minLength: at.length, maxLength: at.length })
      .map((counts): TokenEvents => ({ at: Float64Array.from(at), tokens: Uint32Array.from(counts) })),
  )

test('any events come back as they went in', () => {
  fc.assert(
    fc.property(events, (value) => {
      expect(decodeEvents(encodeEvents(value))).toEqual(value)
    }),
  )
})

test('any bytes are either refused or read without another error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        decodeEvents(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
      }
    }),
  )
})
