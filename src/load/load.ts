import { type Answer, withCount } from '../clients/answer.ts'
import type { RawExchange } from '../clients/client.ts'
import type { RequestRecord } from '../core/request-record.ts'
import { msToNs, nsToMs } from '../core/units.ts'
import type { AnswerReader } from './answers/answer-reader.ts'
import type { TelemetryWatch } from './client-telemetry.ts'
import type { ReadyRequest } from './look-ahead.ts'
import { type Loop, openLoop } from './loop.ts'
import type { Pacer } from './pacing/pacer.ts'
import type { ProgressMeter } from './progress-meter.ts'
import type { RecordStream } from './record-stream.ts'
import { withinReason } from './readiness/within-reason.ts'
import type { LoadInput } from './run-load.ts'
import type { AnsweredEnd } from './sessions/play-session.ts'
import { type SentRequest, toRecord, unsentRecord } from './to-record.ts'
import { whenDue } from './when-due.ts'
import { onlyLane, shareOf } from './workers/lane.ts'

/**
 * One load from its first body to its last record. An answer's way: the client hands over raw bytes, the reader (another
 * thread) makes an answer of them, the record goes out. Answers without usage go out with their events counted, and once more
 * at the end of the load when the target's own tokenizer has counted them: tokenizing earlier would disturb the measurement.
 */
// Between readiness (or what is handed over ahead) and the schedule's zero, so that the first request is on time like all others.
const leadInNs = msToNs(20)
// Longer than a pause of this thread's garbage collection; for each user, who may all be due at once, what it takes to hand over one.
const aheadNs = msToNs(20)
const aheadPerUserNs = msToNs(0.03)
const quietNs = msToNs(3)
// An open loop opens what it needs as it goes; a few connections spare the first requests the handshake.
const openLoopConnections = 4

/** What a load works with. */
export interface LoadParts {
  readonly meter: ProgressMeter
  readonly records: RecordStream
  readonly watch: TelemetryWatch
  readonly pacer: Pacer
  readonly reader: AnswerReader
  readonly halt: AbortSignal
  readonly cancel: AbortSignal
}

interface Uncounted {
  readonly sent: SentRequest
  readonly raw: Pick<RawExchange, 'sentAt' | 'headersAt' | 'status' | 'doneAt'>
  readonly answer: Answer
}

export class Load {
  /** End of the last measured answer so far, 0 before any. */
  lastMeasuredAt = 0
  readonly #input: LoadInput
  readonly #parts: LoadParts
  readonly #loop: Loop
  readonly #pending = new Set<Promise<Answer>>()
  readonly #uncounted: Uncounted[] = []
  #inFlight = 0
  #wakeIdle: (() => void) | null = null
  #lastDueAt = 0

  constructor(input: LoadInput, parts: LoadParts) {
    this.#input = input
    this.#parts = parts
    this.#loop = openLoop(input, (urgent) => this.#quiet(urgent))
    parts.halt.addEventListener('abort', () => this.#loop.close(), { once: true })
  }

  /** Bodies ahead, connections open, code warm. */
  async ready(): Promise<void> {
    const { plan, client } = this.#input
    if (this.#parts.halt.aborted) return this.#loop.close()
    await this.#loop.fill()
    const { lane = onlyLane } = this.#input.part ?? {}
    const connections = plan.arrival.process === 'concurrency' ? shareOf(plan.arrival.users, lane) : openLoopConnections
    await withinReason(() => client.warm(connections), this.#parts.halt)
  }

  /** Sends everything; resolves after the last send with the start of the measurement window. */
  async send(): Promise<number> {
    const { plan, clock } = this.#input
    const { pacer, halt, meter, watch } = this.#parts
    const early = this.#earlyNs()
    const zeroAt = (await this.#input.part?.start(early)) ?? clock.nowNs() + early + leadInNs
    const windowAt = zeroAt + plan.warmupNs
    meter.start(zeroAt)
    watch.start(clock.nowNs())
    this.#input.client.takeReadLag?.()
    const { onWindow = () => {} } = this.#input
    const opening = setTimeout(onWindow, nsToMs(windowAt - clock.nowNs())).unref()
    await this.#loop.run({
      ...{ pacer, clock, zeroAt, halt, windowAt, aheadNs: early },
      send: (ready, sent) => this.#sendOne(ready, sent),
      giveUp: (unsent, detail) => this.#emit(unsentRecord(unsent, clock.nowNs(), detail)),
    })
    await whenDue(pacer, clock, this.#lastDueAt, halt, () => {})
    if (halt.aborted) clearTimeout(opening)
    this.#loop.close()
    this.lastMeasuredAt = Math.max(this.lastMeasuredAt, windowAt)
    return windowAt
  }

  /** What the limit of requests under way held back; null where there is none. */
  get held(): ReturnType<Loop['held']> {
    return this.#loop.held()
  }

  /** Resolves when nothing is in flight. */
  async idle(): Promise<void> {
    if (this.#inFlight > 0)
      await new Promise<void>((resolve) => {
        this.#wakeIdle = resolve
      })
  }

  /** Waits for the answers being read, then counts those without usage; `hurry` leaves them with their event counts. */
  async settle(hurry: AbortSignal): Promise<void> {
    await Promise.all(this.#pending)
    for (const { sent, raw, answer } of this.#uncounted) {
      if (hurry.aborted) return
      const counted = await this.#count(answer)
      if (counted !== answer) this.#parts.records.push(toRecord(sent, raw, counted))
    }
  }

  /** How long ahead requests are handed over; 0: the client sends when it is told to. */
  #earlyNs(): number {
    const { plan, client } = this.#input
    if (client.sendAt === undefined) return 0
    return aheadNs + (plan.arrival.process === 'concurrency' ? plan.arrival.users : 0) * aheadPerUserNs
  }

  async #sendOne(ready: ReadyRequest, sent: SentRequest): Promise<AnsweredEnd | null> {
    const { meter, cancel, halt } = this.#parts
    const { client, clock } = this.#input
    const now = clock.nowNs()
    const at = Math.max(sent.scheduledAt, now)
    const due = { at: sent.scheduledAt, unless: halt }
    const answering = client.sendAt?.(ready.prepared, due, cancel) ?? client.send(ready.prepared, cancel)
    this.#lastDueAt = Math.max(this.#lastDueAt, at)
    this.#inFlight++
    if (at > now) meter.noteComing(at)
    else meter.noteSent(at)
    const raw = await answering
    this.#inFlight--
    if (this.#inFlight === 0) this.#wakeIdle?.()
    if (raw === null) {
      meter.noteWithdrawn(at)
      return null
    }
    meter.noteEnded()
    if (sent.phase === 'measure') this.lastMeasuredAt = Math.max(this.lastMeasuredAt, raw.doneAt)
    const answer = this.#read(sent, raw)
    this.#follow(answer)
    return { doneAt: raw.doneAt, refused: raw.failure?.kind === 'connect', answer }
  }

  /** Keeps a reading until it ends; its fault, if any, ends the load in `settle`. */
  #follow(reading: Promise<Answer>): void {
    this.#pending.add(reading)
    reading.then(
      () => this.#pending.delete(reading),
      () => {},
    )
  }

  async #read(sent: SentRequest, raw: RawExchange): Promise<Answer> {
    const { sentAt, headersAt, status, doneAt } = raw
    const wire = { sentAt, headersAt, status, doneAt }
    const answer = await this.#parts.reader.read(raw, sent.planned.call !== undefined)
    if (answer.text !== null && this.#input.tokenizer?.fidelity === 'target')
      this.#uncounted.push({ sent, raw: wire, answer })
    this.#emit(toRecord(sent, wire, answer))
    return answer
  }

  #emit(record: RequestRecord): void {
    this.#parts.meter.noteRecord(record)
    this.#parts.records.push(record)
  }

  /** A tokenizer that fails (a server that is gone) leaves the count by events. */
  async #count(answer: Answer): Promise<Answer> {
    try {
      const ids = await this.#input.tokenizer?.encode(answer.text ?? '')
      return ids === undefined ? answer : withCount(answer, ids.length)
    } catch {
      return answer
    }
  }

  /** The next moment at which no send is near. */
  async #quiet(urgent: () => boolean): Promise<void> {
    const { pacer, halt } = this.#parts
    await new Promise((resolve) => setImmediate(resolve))
    while (!halt.aborted && !urgent() && pacer.nextAt - this.#input.clock.nowNs() < quietNs) {
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }
}
