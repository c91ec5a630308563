import { buildBody, requestPath } from '../../../clients/request-body.ts'
import { type Clock, processClock } from '../../../core/clock.ts'
import type { RequestRecord } from '../../../core/request-record.ts'
import { seededRng } from '../../../core/rng.ts'
import type { Tokenizer } from '../../../core/tokenizer.ts'
import { openDriver } from '../../../load/drivers/open-driver.ts'
import type { LoadEnd, LoadRun } from '../../../load/run-load.ts'
import { openArrivals } from '../../../workload/arrivals/open-arrivals.ts'
import { userPauses } from '../../../workload/pauses/user-pauses.ts'
import type { PlannedRequest } from '../../../workload/planned-request.ts'
import type { ArrivalPlan, RunPlan } from '../../../workload/run-plan.ts'
import { sToNs } from '../../../core/units.ts'

const patienceNs = sToNs(20)

/** What a test or measurement varies of a load; the rest has plain values. */
export interface LoadCase {
  readonly url: string
  readonly model: string
  readonly arrival: ArrivalPlan
  readonly requests: number
  readonly outputTokens?: number
  readonly stream?: boolean
  readonly api?: 'chat' | 'completions'
  readonly warmupNs?: number
  readonly durationNs?: number | null
  readonly timeoutNs?: number
  readonly drainNs?: number
  readonly stop?: AbortSignal
  readonly abort?: AbortSignal
  readonly tokenizer?: Tokenizer
  readonly clock?: Clock
  /** Whether the load is rehearsed first, which takes half a second and matters only where times are judged; default: it is. */
  readonly rehearse?: boolean
  /** What carries the requests; default: the best there is. */
  readonly transport?: string | undefined
  /** Load generators that share the schedule; default: one. */
  readonly workers?: number
  /** Runs when the measurement window opens. */
  readonly onWindow?: () => void
  /** Runs while the load does. */
  readonly during?: (run: LoadRun) => void
}

export interface LoadResult {
  readonly records: RequestRecord[]
  readonly end: LoadEnd
  readonly connectionsOpened: number
  readonly progress: ReturnType<LoadRun['progress']>
}

/** Runs a whole load and collects its records in index order; each body carries its index as `user`. */
export async function loadAgainst(load: LoadCase): Promise<LoadResult> {
  const clock = load.clock ?? processClock()
  const { url: baseUrl, stream: streamed = true, transport } = load
  const plan = planOf(load)
  const endpoint = { baseUrl, headers: {}, streamed, transport }
  const driver = await openDriver(plan, { workers: load.workers ?? 1, endpoint, clock, env: {} })
  const { api, stream } = plan.requests
  const prepare = async (request: PlannedRequest) => ({
    path: requestPath(api),
    body: buildBody({
      ...{ api, stream, model: load.model, prompt: `request ${request.index}`, maxTokens: request.outputTokens },
      ...{ ignoreEos: false, extra: { user: String(request.index) } },
    }),
    timeoutNs: plan.timeoutNs,
  })
  const never = new AbortController().signal
  // the plan names no driver, and the harness tells how it fared
  const run = driver.start({
    ...{ plan, prepare, clock, tokenizer: load.tokenizer ?? null },
    schedule: { planned: load.requests, requests: requestsOf(load) },
    rehearsed: load.rehearse === false,
    stop: load.stop ?? never,
    ...(load.onWindow === undefined ? {} : { onWindow: load.onWindow }),
    abort: load.abort ?? never,
  }) as LoadRun
  load.during?.(run)
  const byIndex = new Map<number, RequestRecord>()
  for await (const record of run.records) byIndex.set(record.index, record)
  const end = await run.finished
  await driver.close()
  return {
    records: [...byIndex.values()].sort((a, b) => a.index - b.index),
    end,
    connectionsOpened: end.client.connectionsOpened,
    progress: run.progress(),
  }
}

function* requestsOf(load: LoadCase): Generator<PlannedRequest> {
  const { arrival } = load
  const warmupNs = load.warmupNs ?? 0
  const pause = userPauses({ arrival, seed: 1 })
  const times = arrival.process === 'concurrency' ? null : openArrivals(arrival, null, seededRng(1))[Symbol.iterator]()
  for (let index = 0; index < load.requests; index++) {
    const scheduledAt = times === null ? null : (times.next().value as number)
    const phase = scheduledAt !== null && scheduledAt < warmupNs ? 'warmup' : 'measure'
    const lengths = { inputTokens: 2, outputTokens: load.outputTokens ?? 16 }
    yield { index, phase, className: 'default', scheduledAt, ...lengths, ...pause() }
  }
}

export function planOf(load: LoadCase): RunPlan {
  const length = { kind: 'fixed', tokens: 2 } as const
  return {
    name: 'test',
    target: { kind: 'endpoint', url: load.url, model: load.model, apiKeyEnv: null, headers: {}, tokenizer: null },
    requests: {
      source: { kind: 'synthetic', input: length, output: length },
      classes: [{ name: 'default', share: 1, source: null }],
      api: load.api ?? 'chat',
      stream: load.stream ?? true,
      contextLimit: { tokens: null, rule: 'clip' },
      uniquePrompts: true,
      ignoreEos: false,
      extraBody: {},
    },
    arrival: load.arrival,
    durationNs: load.durationNs ?? null,
    requestCount: load.requests,
    warmupNs: load.warmupNs ?? 0,
    timeoutNs: load.timeoutNs ?? patienceNs,
    drainNs: load.drainNs ?? patienceNs,
    slo: {},
    seed: 1,
    repeat: 1,
    hardware: null,
  }
}
