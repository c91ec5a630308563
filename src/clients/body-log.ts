/**
 * Collects a body while it arrives: bytes are copied out of the shared read buffer into one growing block, and each socket
 * read leaves one end offset and one time. No parsing and, once answers like it were seen, one allocation for all of it,
 * because this runs on the timing path.
 */
const leastBytes = 1024
// Arrays of eight numbers live in the JavaScript heap, larger ones are allocated outside.
const leastReads = 8
const mostExpectedBytes = 2 ** 20
/** Of all answers together. */
const mostKeptBytes = 4 * 2 ** 20
/** Of what an answer was shorter than expected, the share by which less is expected of the next. */
const forgetShare = 1 / 16

/** The memory of one answer: its bytes, and the ends and times of its reads. */
export interface BodyRoom {
  readonly bytes: ArrayBufferLike
  readonly ends: ArrayBufferLike
  readonly at: ArrayBufferLike
}

/** What the buffers of an exchange are made of; once it was read, for another answer to use. */
export const roomOf = ({ body, readEnds, readAt }: Taken): BodyRoom => ({
  ...{ bytes: body.buffer, ends: readEnds.buffer, at: readAt.buffer },
})

const roomBytes = ({ bytes, ends, at }: BodyRoom) => bytes.byteLength + ends.byteLength + at.byteLength

/**
 * How large answers have been lately (as large as the largest, sinking slowly), and the memory of those that were read already:
 * left to the garbage collector, answers of a fast server would pile up to hundreds of megabytes before it looks at them.
 */
export class BodySizes {
  bytes = leastBytes
  reads = leastReads
  readonly #rooms: BodyRoom[] = []
  #keptBytes = 0
  /** Answers whose memory has not come back. */
  #lent = 0

  note(bytes: number, reads: number): void {
    this.#lent++
    this.bytes = Math.max(leastBytes, Math.min(mostExpectedBytes, follow(this.bytes, bytes)))
    this.reads = Math.max(leastReads, follow(this.reads, reads))
  }

  /** Memory to use again, or null. */
  takeRoom(): BodyRoom | null {
    const room = this.#rooms.pop() ?? null
    if (room !== null) this.#keptBytes -= roomBytes(room)
    return room
  }

  /** Memory for an answer of this size, used before where there is any of it. */
  roomFor(bytes: number, reads: number): BodyRoom {
    const room = this.takeRoom()
    const mostReads = Math.max(reads, this.reads)
    const [endBytes, timeBytes] = [Uint32Array.BYTES_PER_ELEMENT, Float64Array.BYTES_PER_ELEMENT]
    return {
      bytes: longEnough(room?.bytes, bytes) ?? unfilled(Math.max(bytes, this.bytes)),
      ends: longEnough(room?.ends, endBytes * reads) ?? unfilled(endBytes * mostReads),
      at: longEnough(room?.at, timeBytes * reads) ?? unfilled(timeBytes * mostReads),
    }
  }

  /** Keeps memory that nobody uses any more, as long as it is not too much of it, nor that of somebody else's answers. */
  giveRoom(room: BodyRoom): void {
    if (this.#lent === 0) return
    this.#lent--
    const bytes = roomBytes(room)
    if (room.bytes.byteLength < leastBytes || this.#keptBytes + bytes > mostKeptBytes) return
    this.#keptBytes += bytes
    this.#rooms.push(room)
  }
}

const longEnough = (memory: ArrayBufferLike | undefined, bytes: number) =>
  memory !== undefined && memory.byteLength >= bytes ? memory : null
const unfilled = (bytes: number) => Buffer.allocUnsafeSlow(bytes).buffer

const follow = (expected: number, seen: number) =>
  seen > expected ? seen : Math.ceil(expected - (expected - seen) * forgetShare)

const noEnds = new Uint32Array(0)
const noTimes = new Float64Array(0)

/** The whole body and its reads. */
interface Taken {
  readonly body: Uint8Array
  readonly readEnds: Uint32Array
  readonly readAt: Float64Array
}

export class BodyLog {
  readonly #sizes: BodySizes
  #bytes: Buffer | null = null
  #length = 0
  #ends: Uint32Array = noEnds
  #at: Float64Array = noTimes
  #reads = 0
  #marked = 0

  /** `sizes` are those of answers before, and learn of this one. */
  constructor(sizes = new BodySizes()) {
    this.#sizes = sizes
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
  take(): Taken {
    if (this.#length > 0) this.#sizes.note(this.#length, this.#reads)
    return {
      body: this.#bytes === null ? new Uint8Array(0) : new Uint8Array(this.#bytes.buffer, 0, this.#length),
      // those that all logs begin with must not be handed to another thread
      readEnds: this.#reads === 0 ? new Uint32Array(0) : this.#ends.subarray(0, this.#reads),
      readAt: this.#reads === 0 ? new Float64Array(0) : this.#at.subarray(0, this.#reads),
    }
  }

  #growBytes(needed: number): Buffer {
    if (this.#bytes === null) this.#settle()
    const kept = this.#bytes
    if (kept !== null && needed <= kept.length) return kept
    const next = Buffer.allocUnsafeSlow(Math.max(needed, kept === null ? this.#sizes.bytes : 2 * this.#length))
    if (kept !== null) next.set(kept.subarray(0, this.#length))
    this.#bytes = next
    return next
  }

  /** Moves into the memory of an answer before, where there is any. */
  #settle(): void {
    const room = this.#sizes.takeRoom()
    if (room === null) return
    this.#bytes = Buffer.from(room.bytes as ArrayBuffer)
    this.#ends = new Uint32Array(room.ends)
    this.#at = new Float64Array(room.at)
  }

  #growReads(): void {
    const reads = Math.max(this.#sizes.reads, 2 * this.#reads)
    const ends = new Uint32Array(reads)
    ends.set(this.#ends)
    this.#ends = ends
    const at = new Float64Array(reads)
    at.set(this.#at)
    this.#at = at
  }
}
