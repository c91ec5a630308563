/**
 * Collects a body while it arrives: bytes are copied out of the shared read buffer into one growing block, and each socket
 * read leaves one end offset and one time. No parsing and one allocation per doubling, because this runs on the timing path.
 */
const firstBytes = 4096
const firstReads = 32

export class BodyLog {
  #bytes = Buffer.allocUnsafeSlow(firstBytes)
  #length = 0
  #ends = new Uint32Array(firstReads)
  #at = new Float64Array(firstReads)
  #reads = 0

  get length(): number {
    return this.#length
  }

  append(source: Uint8Array, start: number, end: number): void {
    const needed = this.#length + end - start
    if (needed > this.#bytes.length) this.#growBytes(needed)
    this.#bytes.set(start === 0 && end === source.length ? source : source.subarray(start, end), this.#length)
    this.#length = needed
  }

  /** Closes a socket read: everything appended since the last mark arrived at `at`. A read without body bytes leaves nothing. */
  mark(at: number): void {
    const last = this.#reads === 0 ? 0 : (this.#ends[this.#reads - 1] as number)
    if (this.#length === last) return
    if (this.#reads === this.#ends.length) this.#growReads()
    this.#ends[this.#reads] = this.#length
    this.#at[this.#reads] = at
    this.#reads++
  }

  /** The whole body and its reads; the log must not be used afterwards. */
  take(): { body: Uint8Array; readEnds: Uint32Array; readAt: Float64Array } {
    return {
      body: new Uint8Array(this.#bytes.buffer, 0, this.#length),
      readEnds: this.#ends.subarray(0, this.#reads),
      readAt: this.#at.subarray(0, this.#reads),
    }
  }

  #growBytes(needed: number): void {
    const next = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2))
    next.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = next
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
