import type { RawExchange } from '../../clients/client.ts'
import { msToNs, nsToMs, nsToS } from '../../core/units.ts'
import { requestPath } from '../../clients/request-body.ts'
import type { AnswerReader } from '../answers/answer-reader.ts'
import type { TelemetryWatch } from '../client-telemetry.ts'
import type { ReadyRequest } from '../look-ahead.ts'
import type { ProgressMeter } from '../progress-meter.ts'
import type { RecordStream } from '../record-stream.ts'
import type { LoadEnd, LoadInput } from '../run-load.ts'
import { toRecord } from '../to-record.ts'
import { AutocannonConnection, contentType, type Underway } from './autocannon-connection.ts'
import { type AutocannonClient, loadAutocannon, type Program } from './autocannon-program.ts'
import type { BodyPool } from './body-pool.ts'

/** A server that refuses so many connections in a row is not there: autocannon would go on as fast as it can. */
const mostRefusals = 50
/** autocannon's own end, kept out of reach; its timer holds 2^31 ms. */
const endlessS = 2_000_000
const lookMs = 50
const beatMs = 10

/** As for the native load; autocannon opens connections of its own. */
export interface AutocannonInput extends Omit<LoadInput, 'client'> {
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
}

export interface AutocannonParts {
  readonly meter: ProgressMeter
  readonly records: RecordStream
  readonly reader: AnswerReader
  readonly pool: BodyPool
  readonly watch: TelemetryWatch
}

export class AutocannonLoad {
  readonly #input: AutocannonInput
  readonly #parts: AutocannonParts
  readonly #connections: AutocannonConnection[] = []
  readonly #pending = new Set<Promise<void>>()
  #windowAt = 0
  #lastMeasuredAt = 0
  #index = 0
  #measured = 0
  #failures = 0
  #refusals = 0
  #over = false
  #stop: () => void = () => {}

  constructor(input: AutocannonInput, parts: AutocannonParts) {
    this.#input = input
    this.#parts = parts
  }

  async run(): Promise<LoadEnd> {
    const { plan, clock, stop, abort, onWindow = () => {}, enough = new AbortController().signal } = this.#input
    const { meter, watch } = this.#parts
    const zeroAt = clock.nowNs()
    this.#windowAt = zeroAt + plan.warmupNs
    this.#lastMeasuredAt = this.#windowAt
    meter.start(zeroAt)
    watch.start(zeroAt)
    const end = () => this.#end(null)
    const timers = [setTimeout(onWindow, nsToMs(plan.warmupNs)), this.#beat()]
    if (plan.durationNs !== null) timers.push(setTimeout(end, nsToMs(plan.warmupNs + plan.durationNs)))
    for (const signal of [stop, enough]) signal.addEventListener('abort', end, { once: true })
    const hurry = () => this.#cancel()
    abort.addEventListener('abort', hurry, { once: true })
    try {
      if (!stop.aborted && !abort.aborted && this.#parts.pool.size > 0) await this.#send(await loadAutocannon())
    } finally {
      for (const timer of timers) clearTimeout(timer)
      for (const signal of [stop, enough]) signal.removeEventListener('abort', end)
      abort.removeEventListener('abort', hurry)
    }
    return this.#ended(stop.aborted || abort.aborted)
  }

  async #ended(interrupted: boolean): Promise<LoadEnd> {
    const { plan, clock, enough } = this.#input
    const { meter, watch } = this.#parts
    const connectionsOpened = this.#connections.length + this.#failures
    const client = watch.end(clock.nowNs(), { maxInFlight: meter.maxInFlight, connectionsOpened })
    await Promise.all(this.#pending)
    const planEnd =
      interrupted || enough?.aborted === true || plan.durationNs === null ? 0 : this.#windowAt + plan.durationNs
    const window = { startAt: this.#windowAt, endAt: Math.max(planEnd, this.#lastMeasuredAt) }
    return { window, client, interrupted }
  }

  #send(program: Program): Promise<void> {
    const { plan, baseUrl } = this.#input
    const users = plan.arrival.process === 'concurrency' ? plan.arrival.users : 1
    const pipelining = this.#pipelining
    return new Promise((resolve, reject) => {
      const instance = program(
        {
          url: baseUrl,
          connections: Math.max(1, Math.floor(Math.min(users, this.#parts.pool.size) / pipelining)),
          pipelining,
          ...{ duration: endlessS, sampleInt: lookMs, timeout: nsToS(plan.timeoutNs) },
          setupClient: (client) => this.#setUp(client),
        },
        (error) => (error === null ? resolve() : reject(error)),
      )
      this.#stop = () => instance.stop()
    })
  }

  get #pipelining(): number {
    return this.#input.plan.pipelining ?? 1
  }

  #setUp(client: AutocannonClient): void {
    const { clock, headers, baseUrl, plan } = this.#input
    const events = {
      next: () => this.#next(connection),
      sent: () => this.#parts.meter.noteSent(clock.nowNs()),
      ended: (underway: Underway, raw: RawExchange) => this.#noteEnd(underway, raw),
    }
    const connection = new AutocannonConnection(client, clock, events, this.#pipelining)
    this.#connections.push(connection)
    // It takes no requests of their own for connections that pipeline, though it sends them.
    client.opts.pipelining = 1
    client.setRequests([
      {
        method: 'POST',
        path: `${new URL(baseUrl).pathname.replace(/\/$/, '')}${requestPath(plan.requests.api)}`,
        headers: { 'content-type': 'application/json', ...headers },
        setupRequest: (request) => ({ ...request, body: connection.body() }),
        onResponse: (status, body, _context, fields) => connection.answered(status, body, contentType(fields)),
      },
    ])
    client.opts.pipelining = this.#pipelining
  }

  /** The next request; the one after which there is none ends all connections once they have their answers. */
  #next(connection: AutocannonConnection): ReadyRequest {
    const { pool } = this.#parts
    const taken = pool.take()
    if (taken === null) throw new Error('no request is ready for a connection')
    const isMeasured = this.#input.clock.nowNs() >= this.#windowAt
    if (isMeasured) this.#measured++
    if (this.#over || pool.empty || this.#measured === this.#input.plan.requestCount) this.#end(connection)
    return { ...taken, planned: { ...taken.planned, index: this.#index++ } }
  }

  /** Nothing more is sent, but for what `building` has just asked for; answers may come within the drain time. */
  #end(building: AutocannonConnection | null): void {
    for (const connection of this.#connections) {
      const { client } = connection
      if (this.#pipelining > 1) connection.endWhenAnswered()
      else client.responseMax = Math.max(1, client.reqsMade + (connection === building ? 1 : 0))
    }
    if (this.#over) return
    this.#over = true
    setTimeout(() => this.#cancel(), nsToMs(this.#input.plan.drainNs)).unref()
  }

  /** Whatever is under way ends now. */
  #cancel(): void {
    this.#end(null)
    for (const each of this.#connections)
      each.fail({ kind: 'cancelled', detail: 'the run was stopped before the answer ended' })
    this.#stop()
  }

  #noteEnd(underway: Underway, raw: RawExchange): void {
    this.#parts.meter.noteEnded()
    const reading = this.#record(underway, raw).finally(() => this.#pending.delete(reading))
    this.#pending.add(reading)
    this.#countFailure(raw)
  }

  async #record({ ready, sentAt }: Underway, raw: RawExchange): Promise<void> {
    const { meter, records, reader } = this.#parts
    const phase = sentAt < this.#windowAt ? 'warmup' : 'measure'
    if (phase === 'measure') this.#lastMeasuredAt = Math.max(this.#lastMeasuredAt, raw.doneAt)
    const record = toRecord({ planned: ready.planned, scheduledAt: sentAt, phase }, raw, await reader.read(raw))
    meter.noteRecord(record)
    records.push(record)
  }

  #countFailure({ failure }: RawExchange): void {
    if (failure !== null) this.#failures++
    this.#refusals = failure?.kind === 'connect' ? this.#refusals + 1 : 0
    if (this.#refusals >= mostRefusals) this.#cancel()
  }

  /** How late a timer of this thread is, which autocannon shares. */
  #beat(): NodeJS.Timeout {
    const { clock } = this.#input
    let due = clock.nowNs() + msToNs(beatMs)
    return setInterval(() => {
      const now = clock.nowNs()
      this.#parts.watch.noteDelay(now - due)
      due = now + msToNs(beatMs)
    }, beatMs)
  }
}
