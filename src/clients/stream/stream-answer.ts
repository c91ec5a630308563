import type { Outcome } from '../../core/request-record.ts'
import type { Answer } from '../answer.ts'
import type { RawExchange } from '../client.ts'
import { type ChoiceFacts, type ChunkFacts, chunkFacts, type UsageFacts } from './completion-chunk.ts'
import { type EventShape, hasShape, learnShape } from './event-shape.ts'
import { quote, quoteBytes } from '../quote.ts'
import { replyOf } from './reply.ts'
import { scanEvents, type ServerEvent } from './sse.ts'
import { type EventWeight, tokensPerEvent } from './token-accounting.ts'

/**
 * Reads a streamed answer. An event counts as a token event when it brings text, reasoning or a part of a tool call; chunks
 * with only a role, a finish reason or usage do not. Its time is that of the socket read that completed it. The outcome
 * names the most specific fault: what the transport saw, else what the server said, else what the bytes are missing.
 */
export function readStream(raw: RawExchange, keepReply = false): Answer {
  const reader = new StreamReader(raw, keepReply)
  scanEvents(
    raw.body,
    (event) => reader.take(event),
    (bytes, from, to, end) => reader.takeLine(bytes, from, to, end),
  )
  return reader.answer()
}

/** A text event; where its text was not made yet, where it lies in the body. */
interface TextEvent extends EventWeight {
  readonly text: string | null
  readonly from: number
}

// Of a server whose events differ around the text, shapes are of no use: after so many without one match none is learnt.
const mostUnusedShapes = 4

class StreamReader {
  readonly #raw: RawExchange
  readonly #texts: TextEvent[] = []
  readonly #at: number[] = []
  readonly #kept: ChoiceFacts[] | null
  #shape: EventShape | null = null
  #unusedShapes = 0
  #read = 0
  #chunks = 0
  #done = false
  #usage: UsageFacts | null = null
  #finishReason: string | null = null
  #firstVisibleAt: number | null = null
  #fault: Outcome | null = null
  #cutInside = false

  constructor(raw: RawExchange, keepReply: boolean) {
    this.#raw = raw
    this.#kept = keepReply ? [] : null
  }

  take(event: ServerEvent): void {
    if (this.#done) return
    if (event.data.trim() === '[DONE]') {
      this.#done = true
      return
    }
    const facts = this.#parse(event)
    if (facts === null) return
    if (event.complete && event.type === null && this.#kept === null) this.#learn(event.data, facts)
    if (facts.recognised) this.#chunks++
    if (facts.error !== null) this.#blame({ kind: 'streamError', detail: quote(facts.error, 200) })
    const at = this.#timeOf(event.end)
    const running = facts.usage?.outputTokens ?? null
    for (const choice of facts.choices) this.#takeChoice(choice, running, at)
    if (facts.usage !== null) this.#usage = facts.usage
  }

  /** Takes an event that differs from one before in its text alone. */
  takeLine(bytes: Buffer, from: number, to: number, end: number): boolean {
    const shape = this.#shape
    if (shape === null || this.#done || !hasShape(shape, bytes, from, to)) return false
    this.#unusedShapes = 0
    const at = this.#timeOf(end)
    const start = from + shape.before.length
    const length = to - shape.after.length - start
    this.#chunks++
    this.#texts.push({ bytes: length, running: null, choice: shape.choice, text: null, from: start })
    this.#at.push(at)
    if (shape.isVisible) this.#firstVisibleAt ??= at
    return true
  }

  #learn(data: string, facts: ChunkFacts): void {
    if (this.#unusedShapes >= mostUnusedShapes) return
    const shape = learnShape(data, facts)
    if (shape === null) return
    this.#shape = shape
    this.#unusedShapes++
  }

  answer(): Answer {
    const total = this.#usage?.outputTokens ?? null
    const at = Float64Array.from(this.#at)
    const counted = at.length > 0 || total !== null
    const keep = total === null && at.length > 0
    return {
      outcome: this.#outcome(),
      firstChunkAt: this.#raw.readAt[0] ?? null,
      firstTokenAt: at[0] ?? null,
      firstVisibleAt: this.#firstVisibleAt,
      lastTokenAt: at[at.length - 1] ?? null,
      events: { at, tokens: tokensPerEvent(this.#texts, total) },
      inputTokens: this.#usage?.inputTokens ?? null,
      outputTokens: counted ? (total ?? at.length) : null,
      countedBy: counted ? (total === null ? 'events' : 'usage') : null,
      cachedTokens: this.#usage?.cachedTokens ?? null,
      finishReason: this.#finishReason,
      text: keep ? this.#texts.map((event) => this.#textOf(event)).join('') : null,
      reply: this.#kept === null ? null : replyOf(this.#kept),
      eventBytes: keep ? Uint32Array.from(this.#texts, ({ bytes }) => bytes) : null,
      doneMarker: this.#done,
    }
  }

  #takeChoice(choice: ChoiceFacts, running: number | null, at: number): void {
    if (choice.finishReason !== null) this.#finishReason = choice.finishReason
    if (choice.finishReason === 'error')
      this.#blame({ kind: 'streamError', detail: 'the server finished the answer with finish_reason "error"' })
    const text = choice.hidden + choice.visible + choice.tool
    if (text === '') return
    this.#kept?.push(choice)
    this.#texts.push({ bytes: Buffer.byteLength(text), running, choice: choice.index, text, from: 0 })
    this.#at.push(at)
    if (choice.visible !== '' || choice.tool !== '') this.#firstVisibleAt ??= at
  }

  #textOf({ text, from, bytes }: TextEvent): string {
    if (text !== null) return text
    const { buffer, byteOffset } = this.#raw.body
    return Buffer.from(buffer, byteOffset + from, bytes).toString('utf8')
  }

  #parse(event: ServerEvent): ChunkFacts | null {
    let value: unknown
    try {
      value = JSON.parse(event.data)
    } catch {
      if (event.type === 'error') this.#blame({ kind: 'streamError', detail: quote(event.data, 200) })
      else if (!event.complete) this.#cutInside = true
      else this.#blame({ kind: 'malformed', detail: `expected a JSON event, got ${quote(event.data)}` })
      return null
    }
    const facts = chunkFacts(value)
    if (event.type === 'error' && facts.error === null)
      this.#blame({ kind: 'streamError', detail: quote(event.data, 200) })
    return facts
  }

  #blame(fault: Outcome): void {
    this.#fault ??= fault
  }

  /** Arrival of the byte before `end`; offsets only grow, so the search goes on where it stopped. */
  #timeOf(end: number): number {
    const { readEnds, readAt } = this.#raw
    while (this.#read < readEnds.length - 1 && (readEnds[this.#read] as number) < end) this.#read++
    return readAt[this.#read] as number
  }

  #outcome(): Outcome {
    const { failure, body } = this.#raw
    if (failure?.kind === 'cancelled' || failure?.kind === 'timeout') return failure
    if (this.#fault !== null) return this.#fault
    if (failure !== null) return failure
    if (this.#cutInside)
      return { kind: 'cut', detail: `the stream ended inside an event after ${body.length} body bytes` }
    if (this.#chunks === 0 && !this.#done) return this.#noChunk()
    if (!this.#done && this.#finishReason === null) {
      return {
        kind: 'cut',
        detail: `the stream ended after ${this.#at.length} token events without a finish_reason or [DONE]`,
      }
    }
    if (this.#at.length === 0) return { kind: 'empty', detail: 'the stream ended without a single token' }
    return { kind: 'ok' }
  }

  #noChunk(): Outcome {
    if (this.#raw.body.length === 0) return { kind: 'empty', detail: `HTTP ${this.#raw.status} with an empty stream` }
    return { kind: 'malformed', detail: `expected completion events, got ${quoteBytes(this.#raw.body)}` }
  }
}
