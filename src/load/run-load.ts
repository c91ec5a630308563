import { setMaxListeners } from 'node:events'
import type { BodyRoom } from '../clients/body-log.ts'
import type { Client, PreparedRequest } from '../clients/client.ts'
import type { Clock } from '../core/clock.ts'
import type { RequestRecord } from '../core/request-record.ts'
import type { ClientTelemetry } from '../core/run-header.ts'
import type { Tokenizer } from '../core/tokenizer.ts'
import { nsToMs } from '../core/units.ts'
import type { PlannedRequest } from '../workload/planned-request.ts'
import type { RunPlan } from '../workload/run-plan.ts'
import type { Schedule } from '../workload/schedule.ts'
import type { PlannedSession } from '../workload/sessions/planned-session.ts'
import { type AnswerReader, startAnswerReader } from './answers/answer-reader.ts'
import { idleReader } from './answers/idle-reader.ts'
import { TelemetryWatch } from './client-telemetry.ts'
import type { Ahead } from './look-ahead.ts'
import { Load } from './load.ts'
import type { FlightCount } from './pacing/flight-count.ts'
import { openPacer } from './pacing/open-pacer.ts'
import type { Pacer } from './pacing/pacer.ts'
import { steadyRuntime } from './readiness/steady-runtime.ts'
import { type LoadProgress, ProgressMeter } from './progress-meter.ts'
import { rehearse } from './readiness/rehearsal.ts'
import { RecordStream } from './record-stream.ts'
import type { Quota } from './sessions/quota.ts'
import type { ReadySession, SessionWriter } from './sessions/session-writer.ts'
import type { Lane } from './workers/lane.ts'

export type { LoadProgress } from './progress-meter.ts'

export interface LoadInput {
  readonly plan: RunPlan
  /** Open loop: finite and in order of `scheduledAt`. Closed loop: lazy, without times. */
  readonly schedule: Pick<Schedule, 'planned' | 'requests' | 'sessions'>
  readonly prepare: (request: PlannedRequest) => Promise<PreparedRequest>
  /** Makes the bodies of sessions' calls; needed where the schedule has sessions, and used in place of `prepare`. */
  readonly writer?: SessionWriter
  readonly client: Client
  readonly clock: Clock
  /** Counts the tokens of answers without usage, after the last answer; null: their events are counted. */
  readonly tokenizer: Tokenizer | null
  /** Aborted: nothing more is sent, answers may still end within `drainNs`. */
  readonly stop: AbortSignal
  /** Aborted: everything in flight is cancelled at once. */
  readonly abort: AbortSignal
  /** The code is warm already, or the first times do not matter: no rehearsal. */
  readonly rehearsed?: boolean
  /** Aborted: enough was measured; nothing more is sent, and the run is complete. */
  readonly enough?: AbortSignal
  /** Called when the measurement window opens; never when the load is stopped before. */
  readonly onWindow?: () => void
  /** What it shares with the other loads of its run; absent: it is the only one. */
  readonly part?: LoadPart
}

/** One load of several that send one schedule together (workers/). */
export interface LoadPart {
  readonly lane: Lane
  readonly flight: FlightCount
  /** Measured calls of sessions at most. */
  readonly quota: Quota
  /** Its requests with their bodies, so many held ahead; or its sessions. */
  ahead(depth: number): Ahead
  sessionsAhead(depth: number): Ahead<PlannedSession, ReadySession['prepared']>
  /** Says that this load is ready, needing so long before the zero of the schedule; resolves with that, the same for all, once all are. */
  start(earlyNs: number): Promise<number>
}

export interface LoadRun<End = LoadEnd> {
  /**
   * A record per sent request, as it finishes; for one consumer. One whose tokens are counted after the load comes once more and
   * replaces the first of its index. Ends after the last; throws what ended the load early.
   */
  readonly records: AsyncIterable<RequestRecord>
  progress(): LoadProgress
  readonly finished: Promise<End>
}

export interface LoadEnd {
  /**
   * The measurement window, ns since run start. `startAt`: the end of the warm-up. `endAt`: the end of the plan's duration or
   * the end of the last measured answer, whichever is later, so that every measured token lies inside the window and
   * an overloaded server's backlog is not counted as if it had been served in time. An interrupted run has no duration.
   */
  readonly window: { readonly startAt: number; readonly endAt: number }
  readonly client: ClientTelemetry
  readonly interrupted: boolean
}

/** As any driver's load ends: `client` is null where its program does not tell how it fared. */
export type DriverEnd = Omit<LoadEnd, 'client'> & { readonly client: ClientTelemetry | null }

/** Starts the load; needs no awaiting. Nothing is sent before connections, threads and the first bodies are ready. */
export function startLoad(input: LoadInput): LoadRun {
  return launch(input, run, input.part?.flight)
}

/** Lets `run` drive a load, whose records end with it: well or with its error. For every driver. */
export function launch<Input extends Pick<LoadInput, 'plan' | 'schedule' | 'clock'>, End = LoadEnd>(
  input: Input,
  run: (input: Input, meter: ProgressMeter, records: RecordStream) => Promise<End>,
  flight?: FlightCount,
): LoadRun<End> {
  const { plan, schedule, clock } = input
  const totalNs = plan.durationNs === null ? null : plan.warmupNs + plan.durationNs
  const meter = new ProgressMeter(clock, schedule.planned, totalNs, flight)
  const records = new RecordStream()
  const finished = run(input, meter, records)
  finished.then(
    () => records.end(),
    (error: unknown) => records.end(error as Error),
  )
  return { records, finished, progress: () => meter.progress() }
}

async function run(input: LoadInput, meter: ProgressMeter, records: RecordStream): Promise<LoadEnd> {
  const watch = new TelemetryWatch()
  const pacer = await openPacer(input, (delayNs) => watch.noteDelay(delayNs))
  const reader = await openReader(input, pacer, meter)
  try {
    return await drive(input, { meter, records, watch, pacer, reader })
  } finally {
    await Promise.all([pacer.close(), reader.close()])
  }
}

/** Where this thread stamps the bytes, another one reads the answers. */
async function openReader({ plan, schedule, client, clock }: LoadInput, pacer: Pacer, meter: ProgressMeter) {
  const { api, stream } = plan.requests
  const context = { api, stream, keepReply: schedule.sessions !== undefined }
  const onFree = (room: BodyRoom) => client.reuse(room)
  const source = { onFree, underWay: () => meter.maxInFlight }
  if (client.transport === 'native') return idleReader(context, { ...source, clock, nextAt: () => pacer.nextAt })
  return startAnswerReader(context, source)
}

interface Parts {
  readonly meter: ProgressMeter
  readonly records: RecordStream
  readonly watch: TelemetryWatch
  readonly pacer: Pacer
  readonly reader: AnswerReader
}

async function drive(input: LoadInput, parts: Parts): Promise<LoadEnd> {
  const { clock, plan, client } = input
  const halt = new AbortController()
  const cancel = new AbortController()
  setMaxListeners(0, halt.signal, cancel.signal)
  const { enough = new AbortController().signal } = input
  const release = [
    whenAborted(input.stop, () => halt.abort()),
    whenAborted(enough, () => halt.abort()),
    whenAborted(input.abort, () => abortAll(halt, cancel)),
  ]
  try {
    const loadParts = { ...parts, halt: halt.signal, cancel: cancel.signal }
    if (input.rehearsed !== true) await rehearse(input, loadParts)
    // Flags of the runtime are those of all its threads: of several loads, none holds it still before all have rehearsed.
    if (input.part === undefined) release.push(steadyRuntime(clock))
    const load = new Load(input, loadParts)
    await load.ready()
    const startAt = await load.send()
    await drain(load, plan.drainNs, cancel)
    const { maxInFlight } = parts.meter
    const { connectionsOpened, transport } = client
    const heldBack = load.held
    const readLag = client.takeReadLag === undefined ? {} : { readLagNs: client.takeReadLag() }
    const facts = { maxInFlight, connectionsOpened, transport, ...readLag, ...(heldBack === null ? {} : { heldBack }) }
    const telemetry = parts.watch.end(clock.nowNs(), facts)
    await load.settle(input.abort)
    const interrupted = input.stop.aborted || input.abort.aborted
    const planEnd = interrupted || enough.aborted || plan.durationNs === null ? startAt : startAt + plan.durationNs
    return { window: { startAt, endAt: Math.max(planEnd, load.lastMeasuredAt) }, client: telemetry, interrupted }
  } finally {
    cancel.abort()
    for (const undo of release) undo()
  }
}

function abortAll(halt: AbortController, cancel: AbortController): void {
  halt.abort()
  cancel.abort()
}

/** Waits for the answers in flight, then cancels what is left. */
async function drain(load: Load, drainNs: number, cancel: AbortController): Promise<void> {
  const timer = setTimeout(() => cancel.abort(), nsToMs(drainNs))
  await load.idle()
  clearTimeout(timer)
}

/** Calls `run` when `signal` is aborted, at once if it is; returns how to stop listening. */
function whenAborted(signal: AbortSignal, run: () => void): () => void {
  if (signal.aborted) run()
  signal.addEventListener('abort', run, { once: true })
  return () => signal.removeEventListener('abort', run)
}
