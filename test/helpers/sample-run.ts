import type { FailureKind, Outcome, RequestRecord } from '../../src/core/request-record.ts'
import { noEvents } from '../../src/core/request-record.ts'
import type { RunHeader, SloByClass } from '../../src/core/run-header.ts'
import { type Rng, seededRng } from '../../src/core/rng.ts'
import { msToNs, sToNs } from '../../src/core/units.ts'

/**
 * A run as a small queueing model would produce it: Poisson arrivals, one prefill at a time, decode that slows with the number of
 * answers under way. Seeded: the same options give the same run on every machine.
 */
export interface SampleOptions {
  readonly requests?: number
  readonly ratePerSecond?: number
  readonly warmupS?: number
  readonly seed?: number
  /** Share of requests that fail, by turns in each of the kinds. */
  readonly failShare?: number
  readonly failKinds?: readonly FailureKind[]
  readonly detail?: string
  readonly streamed?: boolean
  readonly slo?: SloByClass
  /** 1: an ordinary server; 1.2: one a fifth slower. */
  readonly slowness?: number
  readonly name?: string
  readonly model?: string
  /** Requests are calls of sessions of so many; absent: they stand alone. */
  readonly sessionCalls?: number
  /** Names that requests have by turns; absent: all are of one class. */
  readonly classes?: readonly string[]
}

export interface SampleRun {
  readonly header: RunHeader
  readonly records: readonly RequestRecord[]
}

/** Header and records of one made-up run. */
export function sampleRun(options: SampleOptions = {}): SampleRun {
  const { requests = 240, ratePerSecond = 4, warmupS = 8 } = options
  const records = simulate(options, requests, ratePerSecond, sToNs(warmupS)).map((record) =>
    inClass(inSession(record, options), options),
  )
  const lastAt = records.reduce((latest, record) => Math.max(latest, record.doneAt), 0)
  const endAt = Math.max(sToNs(warmupS), (records.at(-1)?.scheduledAt ?? 0) + 1)
  return {
    header: sampleHeader(options, { startAt: sToNs(warmupS), endAt: Math.min(endAt, Math.max(lastAt, endAt)) }),
    records,
  }
}

function inSession(record: RequestRecord, { sessionCalls }: SampleOptions): RequestRecord {
  if (sessionCalls === undefined) return record
  const number = Math.floor(record.index / sessionCalls)
  return { ...record, session: { number, turn: record.index % sessionCalls } }
}

function inClass(record: RequestRecord, { classes = [] }: SampleOptions): RequestRecord {
  const className = classes[record.index % Math.max(1, classes.length)]
  return className === undefined ? record : { ...record, className }
}

const failKindsByDefault: readonly FailureKind[] = ['http', 'timeout', 'cut']

function simulate(options: SampleOptions, count: number, rate: number, warmupNs: number): RequestRecord[] {
  const rng = seededRng(options.seed ?? 7)
  const { failShare = 0, failKinds = failKindsByDefault, slowness = 1 } = options
  const ends: number[] = []
  let scheduledAt = 0
  let prefillFreeAt = 0
  return Array.from({ length: count }, (_, index) => {
    const r = rng.fork(index)
    scheduledAt += Math.round((-Math.log(1 - r.uniform()) / rate) * 1e9)
    const inputTokens = Math.round(Math.min(4000, 60 * Math.exp(1.1 * normal(r) + 1.2)))
    const outputTokens = Math.max(1, Math.round(Math.min(600, 90 * Math.exp(0.6 * normal(r)))))
    const sentAt = scheduledAt + Math.round(msToNs(0.06 + 0.05 * r.uniform() + (r.uniform() < 0.01 ? 2 : 0)))
    const base = {
      index,
      phase: scheduledAt < warmupNs ? ('warmup' as const) : ('measure' as const),
      className: 'default',
      scheduledAt,
      sentAt,
    }
    const prefillAt = Math.max(prefillFreeAt, sentAt + msToNs(2))
    prefillFreeAt = prefillAt + msToNs((6 + inputTokens * 0.045) * slowness)
    const busy = ends.filter((end) => end > prefillFreeAt).length
    const asked = { inputTokens, outputTokens }
    if (r.uniform() < failShare) {
      const kind = failKinds[index % failKinds.length] as FailureKind
      return failed(base, asked, kind, options.detail ?? `detail of ${kind}`)
    }
    const answer = stream(
      r,
      prefillFreeAt + msToNs(1 + 3 * r.uniform()),
      outputTokens,
      msToNs((9 + 0.5 * busy) * slowness),
      options.streamed ?? true,
    )
    ends.push(answer.doneAt)
    const outcome: Outcome = { kind: 'ok' }
    return {
      ...base,
      asked,
      ...answer,
      inputTokens,
      outputTokens,
      countedBy: 'usage',
      cachedTokens: 0,
      httpStatus: 200,
      finishReason: 'length',
      doneMarker: true,
      outcome,
    }
  })
}

type Answer = Pick<
  RequestRecord,
  'headersAt' | 'firstChunkAt' | 'firstTokenAt' | 'firstVisibleAt' | 'lastTokenAt' | 'doneAt' | 'events'
>

function stream(r: Rng, firstAt: number, tokens: number, gapNs: number, streamed: boolean): Answer {
  const at = new Float64Array(tokens)
  let now = Math.round(firstAt)
  for (let i = 0; i < tokens; i++) {
    at[i] = now
    now += Math.round(gapNs * (1 + i * 0.0006) * (0.85 + 0.3 * r.uniform()) * (r.uniform() < 0.004 ? 8 : 1))
  }
  const last = at[tokens - 1] as number
  const doneAt = last + 200_000
  if (!streamed)
    return {
      headersAt: doneAt,
      firstChunkAt: doneAt,
      firstTokenAt: null,
      firstVisibleAt: null,
      lastTokenAt: null,
      doneAt,
      events: noEvents,
    }
  const events = { at, tokens: new Uint32Array(tokens).fill(1) }
  return {
    headersAt: Math.round(firstAt) - 50_000,
    firstChunkAt: at[0] as number,
    firstTokenAt: at[0] as number,
    firstVisibleAt: at[0] as number,
    lastTokenAt: last,
    doneAt,
    events,
  }
}

type Base = Pick<RequestRecord, 'index' | 'phase' | 'className' | 'scheduledAt' | 'sentAt'>

function failed(base: Base, asked: RequestRecord['asked'], kind: FailureKind, detail: string): RequestRecord {
  const doneAt = (base.sentAt as number) + msToNs(kind === 'timeout' ? 10_000 : 40)
  const nothing = { headersAt: null, firstChunkAt: null, firstTokenAt: null, firstVisibleAt: null, lastTokenAt: null }
  const counts = { inputTokens: null, outputTokens: null, countedBy: null, cachedTokens: null }
  return {
    ...base,
    asked,
    ...nothing,
    ...counts,
    ...{ finishReason: null, doneMarker: null },
    doneAt,
    events: noEvents,
    httpStatus: kind === 'http' ? 503 : null,
    outcome: { kind, detail },
  }
}

function normal(r: Rng): number {
  return Math.sqrt(-2 * Math.log(1 - r.uniform())) * Math.cos(2 * Math.PI * r.uniform())
}

function sampleHeader(options: SampleOptions, window: { startAt: number; endAt: number }): RunHeader {
  const {
    requests = 240,
    ratePerSecond = 4,
    warmupS = 8,
    seed = 7,
    name = 'chat-azure',
    model = 'llama-3.1-8b-instruct',
  } = options
  const slo = options.slo ?? { default: { ttftNs: msToNs(200), tpotNs: msToNs(15) } }
  const source = { kind: 'distribution', name: 'azure-conv-2023' } as const
  return {
    runId: '20261121-084500-ab12cd',
    name,
    startedAtMs: Date.UTC(2026, 10, 21, 8, 45),
    state: 'completed',
    target: {
      kind: 'endpoint',
      url: 'http://localhost:8000/v1',
      model,
      facts: { server: 'uvicorn', max_model_len: 8192 },
      tokenizer: { name: 'server:/tokenize', fidelity: 'target' },
    },
    plan: {
      ...{
        name,
        durationNs: null,
        requestCount: requests,
        warmupNs: sToNs(warmupS),
        timeoutNs: sToNs(10),
        drainNs: sToNs(30),
      },
      target: {
        kind: 'endpoint',
        url: 'http://localhost:8000/v1',
        model,
        apiKeyEnv: null,
        headers: {},
        tokenizer: null,
      },
      requests: {
        ...{
          source,
          classes: [{ name: 'default', share: 1, source: null }],
          api: 'chat',
          stream: options.streamed ?? true,
        },
        ...{ contextLimit: { tokens: null, rule: 'scale' }, uniquePrompts: true, ignoreEos: true, extraBody: {} },
      },
      arrival: { process: 'poisson', ratePerSecond },
      ...{ slo, seed, repeat: 1, hardware: null },
    },
    workload: {
      text: `name: ${name}\narrival: {process: poisson, rate: ${ratePerSecond}}\n`,
      path: 'workloads/chat-azure.yaml',
      overrides: [],
    },
    window,
    planned: { requests, durationNs: null },
    environment: {
      ...{
        os: 'Debian GNU/Linux 12',
        cpuModel: 'AMD EPYC 9354',
        cpuCores: 32,
        memoryBytes: 128 * 2 ** 30,
        nodeVersion: 'v20.20.2',
      },
      ...{ infbenchVersion: '0.1.0', gitCommit: null, virtualized: false },
    },
    fingerprints: {
      workload: '1f0c5f2f5f1d2a30',
      environment: '8a2b6c91d04e7755',
      target: '03b1d7aa54c29e18',
      dataset: 'c6f2e1a09b3d4478',
    },
    client: {
      eventLoopDelayNs: { p50: 61_000, p99: 240_000, max: 1_900_000 },
      cpuShare: 0.11,
      maxInFlight: 24,
      connectionsOpened: 24,
    },
    slo,
    hardware: { accelerator: 'h100-sxm', count: 1, pricePerHour: 2, currency: 'USD' },
    project: null,
    tags: [],
  }
}
