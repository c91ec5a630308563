import type { PreparedRequest } from '../../clients/client.ts'
import { msToNs, nsToMs } from '../../core/units.ts'
import type { PlannedRequest } from '../../workload/planned-request.ts'
import type { PlannedSession } from '../../workload/sessions/planned-session.ts'
import type { ProgressMeter } from '../progress-meter.ts'
import { steadyRuntime } from '../readiness/steady-runtime.ts'
import type { RecordStream } from '../record-stream.ts'
import type { LoadEnd, LoadInput } from '../run-load.ts'
import { Crew, type StartWorker } from './crew.ts'
import { Dealer } from './dealing/dealer.ts'
import { memoryOf, packRequests, withoutPrompts } from './dealing/packed-requests.ts'
import { SessionDesk } from './dealing/session-desk.ts'
import { laneOf } from './lane.ts'
import { mergeEnds } from './merge-ends.ts'
import type { Endpoint, WorkerMessage } from './messages.ts'
import type { SharedFlight } from './shared-counts.ts'

/**
 * A load from several workers: each sends its lane of the schedule as a load of its own would (worker-thread.ts), all on one clock and
 * from one zero. This thread writes the bodies, hands them out, and gathers the records, so that the store has one writer.
 */
export interface WorkersInput extends Omit<LoadInput, 'client' | 'part'> {
  /** At least one, and no more than users or than may be under way at once (`workerCount`). */
  readonly workers: number
  readonly endpoint: Endpoint
}

// Between the readiness of the last worker and the schedule's zero: a message takes far less, a busy machine's a few milliseconds.
const leadInNs = msToNs(50)

type Halt = 'stop' | 'abort' | 'enough'

/** The main thread's part in a load from several workers. */
export class WorkersLoad {
  readonly #input: WorkersInput
  readonly #flight: SharedFlight
  readonly #meter: ProgressMeter
  readonly #records: RecordStream
  readonly #crew: Crew
  readonly #desk: SessionDesk | null
  readonly #signals: ReadonlyMap<Halt, AbortSignal>
  readonly #dealer: { want(lane: number, count: number): void; close(): void }

  constructor(input: WorkersInput, flight: SharedFlight, meter: ProgressMeter, records: RecordStream) {
    this.#input = input
    this.#flight = flight
    this.#meter = meter
    this.#records = records
    this.#crew = new Crew(input.workers, (lane, message) => this.#hear(lane, message))
    const { stop, abort, enough } = input
    this.#signals = new Map([
      ['stop', stop] as const,
      ['abort', abort] as const,
      ...(enough === undefined ? [] : [['enough', enough] as const]),
    ])
    this.#desk = input.writer === undefined ? null : new SessionDesk(input.writer)
    this.#dealer = this.#desk === null ? this.#requestDealer() : this.#sessionDealer(this.#desk)
  }

  async run(start: StartWorker): Promise<LoadEnd> {
    const release = [...this.#signals.entries()].map(([how, signal]) => this.#follow(how, signal))
    try {
      await this.#crew.start(start)
      const earlyNs = await this.#crew.ready
      for (const [how, signal] of this.#signals) if (signal.aborted) this.#crew.tellAll({ kind: 'halt', how })
      release.push(steadyRuntime(this.#input.clock))
      release.push(this.#go(earlyNs))
      return mergeEnds(await this.#crew.ended, this.#flight.most)
    } finally {
      this.#dealer.close()
      for (const undo of release) undo()
      await this.#crew.dismiss()
    }
  }

  /** Says when the schedule's zero is; returns how to forget the window that follows. */
  #go(earlyNs: number): () => void {
    const { clock, plan, stop, onWindow = () => {} } = this.#input
    const zeroAt = clock.nowNs() + earlyNs + leadInNs
    this.#meter.start(zeroAt)
    this.#crew.tellAll({ kind: 'go', zeroAt })
    const open = () => stop.aborted || onWindow()
    const opening = setTimeout(open, nsToMs(zeroAt + plan.warmupNs - clock.nowNs())).unref()
    return () => clearTimeout(opening)
  }

  #follow(how: Halt, signal: AbortSignal): () => void {
    const tell = () => this.#crew.tellAll({ kind: 'halt', how })
    signal.addEventListener('abort', tell, { once: true })
    return () => signal.removeEventListener('abort', tell)
  }

  #hear(lane: number, message: WorkerMessage): void {
    switch (message.kind) {
      case 'want':
        return this.#dealer.want(lane, message.count)
      case 'records':
        for (const record of message.records) {
          this.#meter.noteRecord(record)
          this.#records.push(record)
        }
        return
      case 'full':
        return this.#crew.tellAll({ kind: 'full' })
      case 'draft':
        return this.#desk?.draft(message.call)
      case 'forget':
        return this.#desk?.forget(message.session)
      case 'finish':
        return void this.#finish(lane, message)
      case 'count':
        return void this.#count(lane, message)
      default:
    }
  }

  async #finish(lane: number, { id, call, before }: Extract<WorkerMessage, { kind: 'finish' }>): Promise<void> {
    try {
      const prepared = (await this.#desk?.finish(call, before)) ?? null
      if (prepared === null) return
      const packed = packRequests([{ planned: ofNoPlan, prepared }])
      this.#crew.tell(lane, { kind: 'finished', id, packed }, memoryOf(packed))
    } catch (error) {
      this.#crew.fail(error as Error)
    }
  }

  async #count(lane: number, { id, text }: Extract<WorkerMessage, { kind: 'count' }>): Promise<void> {
    const ids = await this.#input.tokenizer?.encode(text).catch(() => null)
    this.#crew.tell(lane, { kind: 'counted', id, ids: ids ?? null })
  }

  #requestDealer() {
    const { schedule, prepare } = this.#input
    return new Dealer<PlannedRequest, { planned: PlannedRequest; prepared: PreparedRequest }>({
      ...this.#dealing(schedule.requests),
      write: async (planned) => ({ planned, prepared: await prepare(planned) }),
      give: (lane, written) => {
        const packed = packRequests(written)
        this.#crew.tell(lane, { kind: 'requests', packed }, memoryOf(packed))
      },
    })
  }

  #sessionDealer(desk: SessionDesk) {
    return new Dealer<PlannedSession, PlannedSession>({
      ...this.#dealing(this.#input.schedule.sessions ?? []),
      write: (session) => desk.open(session),
      give: (lane, sessions) => this.#crew.tell(lane, { kind: 'sessions', sessions: sessions.map(withoutPrompts) }),
    })
  }

  #dealing<T>(items: Iterable<T>) {
    const { workers: lanes, plan } = this.#input
    const users = plan.arrival.process === 'concurrency' ? plan.arrival.users : null
    return {
      ...{ items, lanes },
      laneOf: (place: number) => laneOf(place, lanes, users),
      end: (lane: number) => this.#crew.tell(lane, { kind: 'dealt' }),
      fail: (error: unknown) => this.#crew.fail(error as Error),
    }
  }
}

/** A body that was asked for by a number of its own: nobody reads what stands beside it. */
const ofNoPlan: PlannedRequest = {
  ...{ index: 0, phase: 'measure', className: '', scheduledAt: null, inputTokens: 0, outputTokens: 0 },
}
