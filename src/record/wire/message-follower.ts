import type { BodyFraming } from './message-head.ts'

/**
 * Follows one direction of an HTTP/1.1 connection: says where each message's head, body and end are, in whatever pieces the
 * socket delivers. Every byte that is fed comes out of `pass` once and in order, heads as `head` returns them; nothing is
 * held back but a head that is not whole yet. What cannot be followed is passed all the same, without any more events.
 */
export interface MessageEvents {
  /** A whole head, its blank line included: the bytes to pass on, and how the body is framed. */
  head(bytes: Buffer): { readonly pass: Buffer; readonly framing: BodyFraming }
  pass(bytes: Buffer): void
  /** A piece of the body without its framing; borrowed. */
  content(bytes: Buffer): void
  end(): void
  /** From here on nothing is followed. */
  lost(): void
}

/** Larger heads are not followed: servers refuse them. */
const mostHeadBytes = 64 * 1024
/** Lines of chunk sizes and trailers. */
const mostLineBytes = 16 * 1024
const LF = 10

type Step = 'head' | 'counted' | 'untilClose' | 'size' | 'chunk' | 'chunkEnd' | 'trailer' | 'opaque'

export class MessageFollower {
  readonly #events: MessageEvents
  #step: Step = 'head'
  #held: Buffer | null = null
  #left = 0
  #line = ''

  constructor(events: MessageEvents) {
    this.#events = events
  }

  feed(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length) at = this.#step === 'head' ? this.#feedHead(chunk, at) : this.#feedBody(chunk, at)
  }

  /** The connection ended; a body that only its end delimits ends with it. */
  close(): void {
    if (this.#held !== null) this.#events.pass(this.#held)
    this.#held = null
    if (this.#step === 'untilClose') this.#finish()
  }

  /** Whatever follows is no HTTP any more. */
  giveUp(): void {
    if (this.#step === 'opaque') return
    this.#step = 'opaque'
    this.#events.lost()
  }

  #feedHead(chunk: Buffer, at: number): number {
    const fresh = at === 0 ? chunk : chunk.subarray(at)
    const all: Buffer = this.#held === null ? fresh : Buffer.concat([this.#held, fresh])
    const end = headEnd(all)
    if (end < 0 && all.length <= mostHeadBytes) {
      this.#held = all
      return chunk.length
    }
    this.#held = null
    if (end < 0) {
      this.giveUp()
      this.#events.pass(all)
      return chunk.length
    }
    const { pass, framing } = this.#events.head(all.subarray(0, end))
    this.#events.pass(pass)
    this.#open(framing)
    return chunk.length - (all.length - end)
  }

  #open(framing: BodyFraming): void {
    if (framing.kind === 'none') this.#finish()
    else if (framing.kind === 'chunked') this.#step = 'size'
    else if (framing.kind === 'opaque') this.giveUp()
    else if (framing.kind === 'untilClose') this.#step = 'untilClose'
    else if (framing.kind === 'counted') {
      this.#step = 'counted'
      this.#left = framing.bytes
    }
  }

  /** Passes what belongs to the current message in one piece. */
  #feedBody(chunk: Buffer, from: number): number {
    let at = from
    let isWhole = false
    while (at < chunk.length && !isWhole && this.#step !== 'opaque') {
      const next = this.#advance(chunk, at)
      isWhole = next < 0
      at = isWhole ? -next : next
    }
    const to = this.#step === 'opaque' ? chunk.length : at
    this.#events.pass(from === 0 && to === chunk.length ? chunk : chunk.subarray(from, to))
    if (isWhole) this.#finish()
    return to
  }

  /** The offset after what was taken; negative when the message ended there. */
  #advance(chunk: Buffer, at: number): number {
    if (this.#step === 'size' || this.#step === 'trailer' || this.#step === 'chunkEnd') return this.#takeLine(chunk, at)
    const to = this.#step === 'untilClose' ? chunk.length : Math.min(chunk.length, at + this.#left)
    this.#events.content(chunk.subarray(at, to))
    this.#left -= to - at
    if (this.#step === 'untilClose' || this.#left > 0) return to
    if (this.#step === 'counted') return -to
    this.#step = 'chunkEnd'
    return to
  }

  #takeLine(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(LF, at)
    this.#line += chunk.toString('latin1', at, end < 0 ? chunk.length : end)
    if (this.#line.length > mostLineBytes) this.giveUp()
    if (end < 0) return chunk.length
    const line = this.#line.trim()
    this.#line = ''
    if (this.#step === 'size') this.#startChunk(line)
    else if (this.#step === 'chunkEnd') this.#step = 'size'
    else if (line === '') return -(end + 1)
    return end + 1
  }

  #startChunk(line: string): void {
    const size = /^([0-9a-f]{1,12})(?:\s*;|$)/i.exec(line)?.[1]
    if (size === undefined) return this.giveUp()
    this.#left = Number.parseInt(size, 16)
    this.#step = this.#left === 0 ? 'trailer' : 'chunk'
  }

  #finish(): void {
    this.#step = 'head'
    this.#events.end()
  }
}

function headEnd(bytes: Buffer): number {
  const crlf = bytes.indexOf('\r\n\r\n', 0, 'latin1')
  const bare = bytes.indexOf('\n\n', 0, 'latin1')
  if (crlf < 0) return bare < 0 ? -1 : bare + 2
  return bare >= 0 && bare < crlf ? bare + 2 : crlf + 4
}
