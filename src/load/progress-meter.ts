import type { Clock } from '../core/clock.ts'
import type { RequestRecord } from '../core/request-record.ts'
import { NS_PER_S, S_PER_HOUR } from '../core/units.ts'
import { type LogHistogram, logHistogram } from '../stats/log-histogram.ts'
import { type FlightCount, OwnFlight } from './pacing/flight-count.ts'

/** What a live line shows. Counts are of the whole run; percentiles of the measured phase (of the warm-up while it lasts). */
export interface LoadProgress {
  readonly elapsedNs: number
  /** Warm-up and duration; null where the requests, not the time, end the run. */
  readonly totalNs: number | null
  readonly planned: number | null
  readonly sent: number
  readonly inFlight: number
  readonly completed: number
  readonly failed: number
  readonly cancelled: number
  /** Over the last sends, at most five seconds. */
  readonly sendRatePerSecond: number
  readonly ttftNs: { readonly p50: number; readonly p99: number } | null
  readonly tpotNs: { readonly p50: number; readonly p99: number } | null
}

const longestNs = S_PER_HOUR * NS_PER_S
const rateSends = 256
const rateSpanNs = 5 * NS_PER_S

/** Counts sends and records; histograms serve this display only, results come from the raw records. */
export class ProgressMeter {
  readonly #clock: Clock
  readonly #planned: number | null
  readonly #totalNs: number | null
  readonly #sentAt: number[] = []
  /** When those leave that were handed over ahead, ascending. */
  readonly #coming: number[] = []
  readonly #ttft = logHistogram(longestNs)
  readonly #tpot = logHistogram(longestNs)
  readonly #flight: FlightCount
  #startAt: number | null = null
  #completed = 0
  #failed = 0
  #cancelled = 0
  #measuring = false

  constructor(clock: Clock, planned: number | null, totalNs: number | null, flight: FlightCount = new OwnFlight()) {
    this.#clock = clock
    this.#planned = planned
    this.#totalNs = totalNs
    this.#flight = flight
  }

  start(at: number): void {
    this.#startAt = at
  }

  /** Most under way at once so far. */
  get maxInFlight(): number {
    this.#catchUp()
    return this.#flight.most
  }

  noteSent(at: number): void {
    this.#flight.begin()
    this.#sentAt.push(at)
    if (this.#sentAt.length > 2 * rateSends) this.#sentAt.splice(0, rateSends)
  }

  /** Handed over to be sent at that time; it counts as sent from then on. */
  noteComing(at: number): void {
    let place = this.#coming.length
    while (place > 0 && (this.#coming[place - 1] as number) > at) place--
    this.#coming.splice(place, 0, at)
  }

  noteEnded(): void {
    this.#catchUp()
    this.#flight.end()
  }

  /** What was handed over to be sent at that time is not sent after all. */
  noteWithdrawn(at: number): void {
    const place = this.#coming.indexOf(at)
    if (place >= 0) return void this.#coming.splice(place, 1)
    this.#flight.withdraw()
  }

  noteRecord(record: RequestRecord): void {
    if (record.outcome.kind === 'ok') this.#completed++
    else if (record.outcome.kind === 'notSent') return
    else if (record.outcome.kind === 'cancelled') this.#cancelled++
    else this.#failed++
    if (record.phase === 'measure' && !this.#measuring) {
      this.#measuring = true
      this.#ttft.reset()
      this.#tpot.reset()
    }
    if (record.outcome.kind === 'ok') this.#noteTimes(record)
  }

  progress(): LoadProgress {
    const now = this.#clock.nowNs()
    this.#catchUp()
    return {
      elapsedNs: this.#startAt === null ? 0 : Math.max(0, now - this.#startAt),
      totalNs: this.#totalNs,
      planned: this.#planned,
      sent: this.#flight.sent,
      inFlight: this.#flight.underWay,
      completed: this.#completed,
      failed: this.#failed,
      cancelled: this.#cancelled,
      sendRatePerSecond: this.#rate(now),
      ttftNs: percentiles(this.#ttft),
      tpotNs: percentiles(this.#tpot),
    }
  }

  /** Between two ends there are only sends: whoever asks before each end sees the most. */
  #catchUp(): void {
    if (this.#coming.length === 0) return
    const now = this.#clock.nowNs()
    let due = 0
    while (due < this.#coming.length && (this.#coming[due] as number) <= now) due++
    for (const at of this.#coming.splice(0, due)) this.noteSent(at)
  }

  #noteTimes(record: RequestRecord): void {
    const { firstTokenAt, lastTokenAt, scheduledAt, events, outputTokens } = record
    if (firstTokenAt === null || lastTokenAt === null) return
    this.#ttft.add(firstTokenAt - scheduledAt)
    const later = (outputTokens ?? 0) - (events.tokens[0] ?? 0)
    if (later > 0) this.#tpot.add((lastTokenAt - firstTokenAt) / later)
  }

  #rate(now: number): number {
    const recent = this.#sentAt.filter((at) => now - at <= rateSpanNs)
    const first = recent[0]
    return first === undefined || now <= first ? 0 : (recent.length / (now - first)) * NS_PER_S
  }
}

function percentiles(histogram: LogHistogram): { p50: number; p99: number } | null {
  const [p50, p99] = [histogram.at(0.5), histogram.at(0.99)]
  return p50 === null || p99 === null ? null : { p50, p99 }
}
