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
  const reader = new ByteReader(bytes)
  const format = reader.byte()
  if (format !== ascending && format !== anyOrder)
    throw new RangeError(`token events: expected format 1 or 2, got ${format}`)
  const n = reader.varint()
  if (n > bytes.length) throw new RangeError(`token events: expected at most ${bytes.length} events, got ${n}`)
  const events = roomFor(n)
  let at = 0
  for (let i = 0; i < n; i++) {
    const packed = reader.varint()
    // The last bit of a number of any size; what is left is even, so that half of it is exact.
    const flag = packed & 1
    const coded = (packed - flag) / 2
    at += format === ascending ? coded : (coded & 1) === 0 ? coded / 2 : -(coded + 1) / 2
    events.at[i] = at
    events.tokens[i] = flag === 0 ? 1 : reader.varint()
  }
  reader.end()
  return events
}

/** Both lists in one piece of memory: a report asks for two of them a hundred thousand times. */
function roomFor(n: number): TokenEvents {
  const room = new ArrayBuffer(n * (Float64Array.BYTES_PER_ELEMENT + Uint32Array.BYTES_PER_ELEMENT))
  return { at: new Float64Array(room, 0, n), tokens: new Uint32Array(room, n * Float64Array.BYTES_PER_ELEMENT, n) }
}

/** How many events those bytes hold, told by their first nine. */
export function countEvents(bytes: Uint8Array): number {
  if (bytes.length === 0) return 0
  const reader = new ByteReader(bytes)
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

/** Bits of a varint that the operators on 32 bits can join: those of its first four bytes, which gaps below 134 ms need. */
const bitsJoined = 28

/** Reads on, and past the end too: bytes that are not there are zeros, which `end` finds out. A report reads tens of millions of varints. */
class ByteReader {
  readonly #bytes: Uint8Array
  #next = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  byte(): number {
    return this.#bytes[this.#next++] ?? 0
  }

  varint(): number {
    const bytes = this.#bytes
    let next = this.#next
    let value = 0
    for (let shift = 0; shift < bitsJoined; shift += 7) {
      const part = bytes[next++] as number
      value |= (part & 127) << shift
      if (!(part > 127)) {
        this.#next = next
        return value
      }
    }
    this.#next = next
    return this.#longer(value)
  }

  #longer(first: number): number {
    let value = first
    for (let scale = 2 ** bitsJoined; scale < 2 ** 56; scale *= 128) {
      const part = this.#bytes[this.#next++] ?? 0
      value += (part & 127) * scale
      if (part < 128) return value
    }
    throw new RangeError('token events: expected a number of at most 8 bytes')
  }

  /** Throws unless all bytes were read, and no more. */
  end(): void {
    const all = this.#bytes.length
    if (this.#next > all) throw new RangeError(`token events: expected more than ${all} bytes`)
    if (this.#next < all) throw new RangeError('token events: expected the end, got more bytes')
  }
}
