import { type Clock, originOf } from '../../core/clock.ts'
import { type ErrorCode, InfbenchError } from '../../core/errors.ts'
import type { Io } from '../../core/io.ts'
import type { RunHeader } from '../../core/run-header.ts'
import { openDriver } from '../../load/drivers/open-driver.ts'
import { stopWatch } from '../../metrics/search/stop-rule.ts'
import { warmUpEnd } from '../../metrics/search/warm-up-end.ts'
import type { DriverEnd, LoadRun } from '../../load/run-load.ts'
import type { Store } from '../../store/open-store.ts'
import type { Target } from '../../targets/open-target.ts'
import { type ServerWatch, watchServer } from '../../targets/server-metrics/watch-server.ts'
import type { RunPlan } from '../../workload/run-plan.ts'
import type { RequestBodies } from './prepare-requests.ts'
import type { RunObserver } from './run-observer.ts'
import { type EngineWatch, watchEngine } from './watch-engine.ts'

interface Measurement {
  readonly plan: RunPlan
  readonly target: Target
  /** Load generators. */
  readonly workers: number
  readonly bodies: RequestBodies
  readonly store: Store
  readonly io: Pick<Io, 'clock' | 'env' | 'stop' | 'abort'>
  readonly observer: RunObserver
  /** Makes the header once the wall time of the run's zero is known. */
  readonly header: (startedAtMs: number) => RunHeader
}

/**
 * Sends the load and stores each record as it comes; returns the completed header as stored. When records cannot be stored
 * the load is aborted at once: requests that leave no trace would only heat the target.
 */
export async function measureLoad(measurement: Measurement): Promise<RunHeader> {
  const { plan, target, bodies, store, io } = measurement
  const clock = runClock(io.clock)
  const header = measurement.header(clock.wallMs())
  const broken = new AbortController()
  const watch = watchEngine(target, io.abort)
  const { baseUrl, headers } = target
  const endpoint = { baseUrl, headers, ...transportOf(plan, io.env) }
  const driver = await openDriver(plan, { workers: measurement.workers, endpoint, clock, env: io.env })
  store.createRun(header)
  const server = watchServer({ baseUrl, headers, clock, metrics: plan.target.metrics })
  try {
    const { planned, requests, prepare, played } = bodies
    const abort = AbortSignal.any([io.abort, broken.signal])
    const enough = new AbortController()
    // Without a warm-up the window opens with the first request, which may not be overtaken by the reading before it.
    if (plan.warmupNs === 0) await watch.open()
    const load = driver.start({
      plan,
      schedule: { planned, requests, ...(played === undefined ? {} : { sessions: played.sessions }) },
      prepare,
      ...(played === undefined ? {} : { writer: played.writer }),
      clock,
      tokenizer: target.tokenizer,
      stop: io.stop,
      abort,
      enough: enough.signal,
      onWindow: () => void watch.open(),
    })
    measurement.observer.load(() => load.progress())
    return await storeRecords({ store, plan, header, load, watch, server, enough })
  } catch (error) {
    broken.abort()
    markFailed(store, header)
    throw withRun(error, header.runId)
  } finally {
    await server.stop()
    await driver.close()
  }
}

interface Storing extends Pick<Measurement, 'store' | 'plan'> {
  readonly header: RunHeader
  readonly load: LoadRun<DriverEnd>
  readonly watch: EngineWatch
  readonly server: ServerWatch
  /** Aborted when the plan's stop rules have been met. */
  readonly enough: AbortController
}

async function storeRecords({ store, plan, header, load, watch, server, enough }: Storing): Promise<RunHeader> {
  const isEnough = plan.stop === undefined ? () => false : stopWatch(plan.stop)
  for await (const record of load.records) {
    store.append(header.runId, record)
    if (isEnough(record)) enough.abort()
  }
  const work = await watch.close()
  if (work !== null) store.saveEngineWork(header.runId, work)
  const samples = await server.stop()
  if (samples.length > 0) store.saveServerSamples(header.runId, samples)
  const told = typeof plan.target.metrics === 'string' && samples.length === 0 ? silentMetrics(header) : header
  const { window, client, interrupted } = await load.finished
  const state = interrupted ? ('interrupted' as const) : ('completed' as const)
  const ended: RunHeader = { ...told, state, window, client }
  const settled = plan.autoWarmup === true ? withoutWarmUp(store, ended) : ended
  store.finishRun(settled)
  return settled
}

/** Leaves out the beginning that MSER-5 finds to differ from the rest. */
function withoutWarmUp(store: Store, header: RunHeader): RunHeader {
  const end = warmUpEnd(store.records(header.runId))
  const noted = (note: string) => withNote(header, note)
  if (end === null) return { ...header, plan: noted('warmup auto: too few answers to find the end of a warm-up') }
  store.markWarmUp(header.runId, end.at)
  const startAt = end.requests === 0 ? header.window.startAt : end.at
  const unsettled = end.settled ? '' : '; the waits had not settled by then'
  const note = `warmup auto: the first ${end.requests} requests were left out (MSER-5)${unsettled}`
  return { ...header, plan: noted(note), window: { ...header.window, startAt } }
}

/** Who names a place for the metrics wants to know that it told nothing. */
function silentMetrics(header: RunHeader): RunHeader {
  return { ...header, plan: withNote(header, 'target.metrics: no metric of a known server was read there') }
}

function withNote({ plan }: RunHeader, note: string): object {
  const { notes = [], ...others } = plan as { readonly notes?: readonly string[] }
  return { ...others, notes: [...notes, note] }
}

const keepsRequests: ReadonlySet<ErrorCode> = new Set(['store.full', 'load.worker', 'driver.failed'])

/** A full disk, or a run that lost a worker, has what was stored before; who reads the error wants to know under what name. */
function withRun(error: unknown, runId: string): unknown {
  if (!(error instanceof InfbenchError) || !keepsRequests.has(error.code)) return error
  const message = `${error.message}; the requests stored before are kept as run ${runId}`
  return new InfbenchError(error.code, { message, cause: error, hint: error.hint })
}

/** What the choice of a transport depends on. */
const transportOf = ({ requests }: RunPlan, env: Io['env']) => ({
  streamed: requests.stream,
  transport: env.INFBENCH_TRANSPORT,
})

/** Best effort: on a full disk this fails as well, and the run stays `running`, which readers take for killed. */
function markFailed(store: Store, header: RunHeader): void {
  try {
    store.finishRun({ ...header, state: 'failed' })
  } catch {}
}

/** The same clock with its zero moved to now: the zero of every instant of the run. */
function runClock(clock: Clock): Clock & { readonly originNs: bigint } {
  const zeroNs = clock.nowNs()
  const originNs = originOf(clock) + BigInt(Math.round(zeroNs))
  return { nowNs: () => clock.nowNs() - zeroNs, wallMs: () => clock.wallMs(), originNs }
}
