/**
 * Collects a body while it arrives: bytes are copied out of the shared read buffer into one growing block, and each socket
 * read leaves one end offset and one time. No parsing and, once answers like it were seen, one allocation for all of it,
 * because this runs on the timing path.
 */
const leastBytes = 1024
// Arrays of eight numbers live in the JavaScript heap, larger ones are allocated outside.
const leastReads = 8
const mostExpectedBytes = 2 ** 20
/** Of what an answer was shorter than expected, the share by which less is expected of the next. */
const forgetShare = 1 / 16

/** How large answers have been lately: as large as the largest, sinking slowly. */
export class BodySizes {
  bytes = leastBytes
  reads = leastReads

  note(bytes: number, reads: number): void {
    this.bytes = Math.max(leastBytes, Math.min(mostExpectedBytes, follow(this.bytes, bytes)))
    this.reads = Math.max(leastReads, follow(this.reads, reads))
  }
}

const follow = (expected: number, seen: number) =>
  seen > expected ? seen : Math.ceil(expected - (expected - seen) * forgetShare)

export class BodyLog {
  readonly #sizes: BodySizes
  #bytes: Buffer | null = null
  #length = 0
  #ends: Uint32Array
  #at: Float64Array
  #reads = 0
  #marked = 0

  /** `sizes` are those of answers before, and learn of this one. */
  constructor(sizes = new BodySizes()) {
    this.#sizes = sizes
    this.#ends = new Uint32Array(sizes.reads)
    this.#at = new Float64Array(sizes.reads)
  }

  get length(): number {
    return this.#length
  }

  append(source: Uint8Array, start: number, end: number): void {
    const needed = this.#length + end - start
    const bytes = this.#bytes !== null && needed <= this.#bytes.length ? this.#bytes : this.#growBytes(needed)
    bytes.set(start === 0 && end === source.length ? source : source.subarray(start, end), this.#length)
    this.#length = needed
  }

  /** Closes a socket read: everything appended since the last mark arrived at `at`. A read without body bytes leaves nothing. */
  mark(at: number): void {
    if (this.#length === this.#marked) return
    if (this.#reads === this.#ends.length) this.#growReads()
    this.#ends[this.#reads] = this.#length
    this.#at[this.#reads] = at
    this.#marked = this.#length
    this.#reads++
  }

  /** The whole body and its reads; the log must not be used afterwards. */
  take(): { body: Uint8Array; readEnds: Uint32Array; readAt: Float64Array } {
    if (this.#length > 0) this.#sizes.note(this.#length, this.#reads)
    return {
      body: this.#bytes === null ? new Uint8Array(0) : new Uint8Array(this.#bytes.buffer, 0, this.#length),
      readEnds: this.#ends.subarray(0, this.#reads),
      readAt: this.#at.subarray(0, this.#reads),
    }
  }

  #growBytes(needed: number): Buffer {
    const next = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes === null ? this.#sizes.bytes : 2 * this.#length))
    if (this.#bytes !== null) next.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = next
    return next
  }

  #growReads(): void {
    const ends = new Uint32Array(this.#ends.length * 2)
    ends.set(this.#ends)
    this.#ends = ends
    const at = new Float64Array(this.#at.length * 2)
    at.set(this.#at)
    this.#at = at
  }
}
