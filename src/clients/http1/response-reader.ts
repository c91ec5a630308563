import type { BodyLog } from '../body-log.ts'
import { HeadReader, type ResponseHead } from './response-head.ts'

/**
 * De-frames one HTTP/1.1 response (RFC 9112) from whatever pieces the socket delivers: informational responses are skipped,
 * the body is delimited by chunks (extensions and trailers ignored), by content-length or by the end of the connection.
 * Lenient where real servers are (bare LF), strict where a mistake would corrupt the body. Bytes after the response are
 * reported, since a connection that carries them cannot be used again.
 */
export type ReadState = 'more' | 'done' | 'malformed'

const headLimitBytes = 64 * 1024
const LF = 10
const CR = 13
const SEMICOLON = 59
const SPACE = 32
const TAB = 9

type Step = 'head' | 'counted' | 'untilClose' | 'size' | 'extension' | 'chunk' | 'chunkEnd' | 'trailer' | 'done'

export class ResponseReader {
  head: ResponseHead | null = null
  headersAt: number | null = null
  /** What was wrong, once `feed` or `end` said malformed. */
  fault = ''
  /** Bytes came after the end of the response. */
  surplus = false

  readonly #log: BodyLog
  readonly #heads: HeadReader
  #step: Step = 'head'
  #pending: Buffer | null = null
  #left = 0
  #digits = 0
  #lineBytes = 0

  constructor(log: BodyLog, heads = new HeadReader()) {
    this.#log = log
    this.#heads = heads
  }

  /** Takes one socket read, stamped `at`; `bytes` is only borrowed. */
  feed(bytes: Uint8Array, length: number, at: number): ReadState {
    let position = 0
    if (this.#step === 'head') {
      position = this.#readHead(bytes, length, at)
      if (position < 0) return this.fault === '' ? 'more' : 'malformed'
    }
    while (position < length) {
      if (this.#step === 'done') break
      position = this.#advance(bytes, position, length)
      if (position < 0) return 'malformed'
    }
    this.#log.mark(at)
    if (this.#step !== 'done') return 'more'
    this.surplus = position < length
    return 'done'
  }

  /** The peer closed the connection: complete, cut (`more`) or nothing of an HTTP response. */
  end(): ReadState {
    if (this.#step === 'untilClose') this.#step = 'done'
    return this.#step === 'done' ? 'done' : 'more'
  }

  /** Bytes still owed by the framing, or null where it does not say. */
  get owed(): number | null {
    return this.#step === 'counted' ? this.#left : null
  }

  #readHead(bytes: Uint8Array, length: number, at: number): number {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, length)
    let all: Buffer = this.#pending === null ? view : Buffer.concat([this.#pending, view])
    const before = all.length - length
    let start = 0
    for (;;) {
      const parsed = this.#heads.read(all, start)
      if (parsed.kind === 'malformed') return this.#fail(parsed.fault)
      if (parsed.kind === 'partial') {
        if (all.length - start > headLimitBytes) return this.#fail(`response headers exceed ${headLimitBytes} bytes`)
        all = all.subarray(start)
        this.#pending = Buffer.from(all)
        return -1
      }
      start = parsed.end
      if (parsed.head.status >= 200 || parsed.head.status === 101) {
        this.#pending = null
        this.#open(parsed.head, at)
        return Math.max(0, start - before)
      }
    }
  }

  #open(head: ResponseHead, at: number): void {
    this.head = head
    this.headersAt = at
    if (head.status === 204 || head.status === 304 || head.bodyBytes === 0) this.#step = 'done'
    else if (head.chunked) this.#startSize()
    else if (head.bodyBytes === null) this.#step = 'untilClose'
    else {
      this.#step = 'counted'
      this.#left = head.bodyBytes
    }
  }

  #startSize(): void {
    this.#step = 'size'
    this.#left = 0
    this.#digits = 0
  }

  #advance(bytes: Uint8Array, from: number, length: number): number {
    switch (this.#step) {
      case 'size':
        return this.#readSize(bytes, from, length)
      case 'extension':
        return this.#skipExtension(bytes, from, length)
      case 'chunkEnd':
        return this.#readChunkEnd(bytes[from] as number, from)
      case 'trailer':
        return this.#skipTrailer(bytes[from] as number, from)
      default:
        return this.#readData(bytes, from, length)
    }
  }

  #readData(bytes: Uint8Array, from: number, length: number): number {
    const to = this.#step === 'untilClose' ? length : Math.min(length, from + this.#left)
    this.#log.append(bytes, from, to)
    if (this.#step === 'untilClose') return to
    this.#left -= to - from
    if (this.#left === 0) this.#step = this.#step === 'chunk' ? 'chunkEnd' : 'done'
    return to
  }

  #readSize(bytes: Uint8Array, from: number, length: number): number {
    let position = from
    while (position < length) {
      const byte = bytes[position] as number
      const digit = hexDigit(byte)
      if (digit < 0) {
        if (this.#digits === 0) return this.#fail(`expected a chunk size, got ${quoteByte(byte)}`)
        if (byte !== CR && byte !== LF && byte !== SEMICOLON && byte !== SPACE && byte !== TAB) {
          return this.#fail(`expected a chunk size, got ${quoteByte(byte)} after ${this.#digits} digits`)
        }
        this.#step = 'extension'
        this.#lineBytes = 0
        return position
      }
      if (++this.#digits > 12) return this.#fail('chunk size exceeds 12 digits')
      this.#left = this.#left * 16 + digit
      position++
    }
    return position
  }

  #skipExtension(bytes: Uint8Array, from: number, length: number): number {
    let position = from
    while (position < length && bytes[position] !== LF) position++
    this.#lineBytes += position - from
    if (this.#lineBytes > headLimitBytes) return this.#fail(`chunk extension exceeds ${headLimitBytes} bytes`)
    if (position === length) return position
    this.#step = this.#left === 0 ? 'trailer' : 'chunk'
    this.#lineBytes = 0
    return position + 1
  }

  #readChunkEnd(byte: number, from: number): number {
    if (byte === LF) this.#startSize()
    else if (byte !== CR) return this.#fail(`expected the end of a chunk, got ${quoteByte(byte)}`)
    return from + 1
  }

  #skipTrailer(byte: number, from: number): number {
    if (byte === LF) {
      if (this.#lineBytes === 0) this.#step = 'done'
      this.#lineBytes = 0
    } else if (byte !== CR) this.#lineBytes++
    if (this.#lineBytes > headLimitBytes) return this.#fail(`trailer exceeds ${headLimitBytes} bytes`)
    return from + 1
  }

  #fail(fault: string): number {
    this.fault = fault
    return -1
  }
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48
  const lower = byte | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}

const quoteByte = (byte: number) =>
  byte > 32 && byte < 127 ? `"${String.fromCharCode(byte)}"` : `byte 0x${byte.toString(16).padStart(2, '0')}`
