/**
 * The token events of one answer as bytes: about four per event, where two columns of a table would take thirty.
 *
 *   byte 0   format: 1, or 2 when some event is earlier than the one before it (a clock that ran backwards)
 *   varint   number of events
 *   then per event
 *     varint 2 * delta + flag; delta = ns since the event before it (the first: since the run's start),
 *            zigzag-coded in format 2; flag 0: one token, flag 1: the token count follows
 *     varint token count, where flag is 1
 *
 * A varint is little-endian base 128, the high bit set on all bytes but the last. Instants are whole ns below 2^51 (26 days).
 * No events at all are no bytes at all.
 */
import { noEvents, type TokenEvents } from '../../core/request-record.ts'

const ascending = 1
const anyOrder = 2
const mostNs = 2 ** 51

/** Packs events; fractions of a ns are rounded away. */
export function encodeEvents(events: TokenEvents): Uint8Array {
  const n = events.at.length
  if (n === 0) return new Uint8Array(0)
  const format = isAscending(events.at) ? ascending : anyOrder
  const writer = byteWriter(8 + 6 * n)
  writer.byte(format)
  writer.varint(n)
  let previous = 0
  for (let i = 0; i < n; i++) {
    const at = instant(events.at[i] as number)
    const delta = at - previous
    const tokens = events.tokens[i] as number
    const coded = format === ascending ? delta : delta >= 0 ? 2 * delta : -2 * delta - 1
    writer.varint(2 * coded + (tokens === 1 ? 0 : 1))
    if (tokens !== 1) writer.varint(tokens)
    previous = at
  }
  return writer.bytes()
}

/** Unpacks what `encodeEvents` made; throws RangeError on bytes it cannot have made. */
export function decodeEvents(bytes: Uint8Array): TokenEvents {
  if (bytes.length === 0) return noEvents
  const reader = byteReader(bytes)
  const format = reader.byte()
  if (format !== ascending && format !== anyOrder)
    throw new RangeError(`token events: expected format 1 or 2, got ${format}`)
  const n = reader.varint()
  if (n > bytes.length) throw new RangeError(`token events: expected at most ${bytes.length} events, got ${n}`)
  const events = { at: new Float64Array(n), tokens: new Uint32Array(n) }
  let at = 0
  for (let i = 0; i < n; i++) {
    const packed = reader.varint()
    const coded = Math.floor(packed / 2)
    at += format === ascending ? coded : coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2
    events.at[i] = at
    events.tokens[i] = packed % 2 === 0 ? 1 : reader.varint()
  }
  if (!reader.ended()) throw new RangeError('token events: expected the end, got more bytes')
  return events
}

/** How many events those bytes hold, told by their first nine. */
export function countEvents(bytes: Uint8Array): number {
  if (bytes.length === 0) return 0
  const reader = byteReader(bytes)
  reader.byte()
  return reader.varint()
}

function instant(at: number): number {
  const ns = Math.round(at)
  if (!(Math.abs(ns) < mostNs)) throw new RangeError(`token events: expected an instant below 2^51 ns, got ${at}`)
  return ns
}

function isAscending(at: Float64Array): boolean {
  let previous = 0
  for (const value of at) {
    if (Math.round(value) < previous) return false
    previous = Math.round(value)
  }
  return true
}

// Arithmetic instead of bit operators, which in JavaScript end at 32 bits.
function byteWriter(room: number) {
  let buffer = new Uint8Array(room)
  let used = 0
  const byte = (value: number) => {
    if (used === buffer.length) {
      const larger = new Uint8Array(2 * used)
      larger.set(buffer)
      buffer = larger
    }
    buffer[used++] = value
  }
  const varint = (value: number) => {
    let rest = value
    for (; rest >= 128; rest = Math.floor(rest / 128)) byte((rest % 128) + 128)
    byte(rest)
  }
  return { byte, varint, bytes: () => buffer.slice(0, used) }
}

function byteReader(bytes: Uint8Array) {
  let next = 0
  const byte = () => {
    const value = bytes[next++]
    if (value === undefined) throw new RangeError(`token events: expected more than ${bytes.length} bytes`)
    return value
  }
  const varint = () => {
    let value = 0
    for (let scale = 1; scale < 2 ** 56; scale *= 128) {
      const part = byte()
      value += (part % 128) * scale
      if (part < 128) return value
    }
    throw new RangeError('token events: expected a number of at most 8 bytes')
  }
  return { byte, varint, ended: () => next === bytes.length }
}
