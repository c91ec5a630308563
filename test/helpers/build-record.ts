import type { RequestRecord } from '../../src/core/request-record.ts'
import type { RunHeader } from '../../src/core/run-header.ts'
import { msToNs, sToNs } from '../../src/core/units.ts'

/** An answer in ms since run start: `arrivals` are [ms, tokens], in order. */
export interface AnswerTimes {
  readonly scheduledMs?: number
  readonly sentMs?: number
  readonly arrivals?: readonly (readonly [ms: number, tokens: number])[]
  readonly doneMs?: number
}

/** A completed streamed request; every field may be replaced. */
export function answered(times: AnswerTimes = {}, fields: Partial<RequestRecord> = {}): RequestRecord {
  const {
    scheduledMs = 0,
    sentMs = scheduledMs,
    arrivals = [[sentMs + 100, 1]],
    doneMs = arrivals.at(-1)?.[0] ?? sentMs,
  } = times
  const at = arrivals.map(([ms]) => msToNs(ms))
  const outputTokens = arrivals.reduce((sum, [, tokens]) => sum + tokens, 0)
  return {
    index: 0,
    phase: 'measure',
    className: 'default',
    asked: { inputTokens: 10, outputTokens },
    scheduledAt: msToNs(scheduledMs),
    sentAt: msToNs(sentMs),
    headersAt: at[0] ?? null,
    firstChunkAt: at[0] ?? null,
    firstTokenAt: at[0] ?? null,
    firstVisibleAt: at[0] ?? null,
    lastTokenAt: at.at(-1) ?? null,
    doneAt: msToNs(doneMs),
    events: { at: Float64Array.from(at), tokens: Uint32Array.from(arrivals, ([, tokens]) => tokens) },
    inputTokens: 10,
    outputTokens,
    countedBy: 'usage',
    cachedTokens: null,
    httpStatus: 200,
    finishReason: 'length',
    doneMarker: true,
    outcome: { kind: 'ok' },
    ...fields,
  }
}

/** A request that ended otherwise; nothing was received. */
export function failed(
  kind: Exclude<RequestRecord['outcome']['kind'], 'ok'>,
  times: AnswerTimes = {},
  fields: Partial<RequestRecord> = {},
): RequestRecord {
  return answered(times, {
    ...{ firstTokenAt: null, firstVisibleAt: null, lastTokenAt: null, firstChunkAt: null, headersAt: null },
    events: { at: new Float64Array(0), tokens: new Uint32Array(0) },
    ...{
      inputTokens: null,
      outputTokens: null,
      countedBy: null,
      httpStatus: null,
      finishReason: null,
      doneMarker: null,
    },
    outcome: { kind, detail: `a ${kind} failure` },
    ...fields,
  })
}

/** The header of a finished one-minute run without warm-up; every field may be replaced. */
export function runHeader(fields: Partial<RunHeader> = {}): RunHeader {
  return {
    runId: '20260302-101500-ab12cd',
    name: 'chat',
    startedAtMs: Date.UTC(2026, 2, 2, 10, 15),
    state: 'completed',
    target: {
      kind: 'endpoint',
      url: 'http://localhost:8000/v1',
      model: 'm',
      facts: { version: '1.2', gpu: null },
      tokenizer: { name: 'server:/tokenize', fidelity: 'target' },
    },
    plan: { requests: { uniquePrompts: true }, arrival: { process: 'poisson', ratePerSecond: 4 } },
    workload: { text: 'name: chat\n', path: 'chat.yaml', overrides: [] },
    window: { startAt: 0, endAt: sToNs(60) },
    planned: { requests: null, durationNs: sToNs(60) },
    environment: {
      ...{ os: 'Linux 6.1', cpuModel: 'a cpu', cpuCores: 2, memoryBytes: 2 ** 34, nodeVersion: '20.20.2' },
      ...{ infbenchVersion: '0.1.0', gitCommit: null, virtualized: true },
    },
    fingerprints: {
      workload: 'a'.repeat(16),
      environment: 'b'.repeat(16),
      target: 'c'.repeat(16),
      dataset: 'd'.repeat(16),
    },
    client: {
      eventLoopDelayNs: { p50: msToNs(0.1), p99: msToNs(1), max: msToNs(3) },
      ...{ cpuShare: 0.2, maxInFlight: 3, connectionsOpened: 3 },
    },
    slo: {},
    hardware: null,
    project: null,
    tags: [],
    ...fields,
  }
}
