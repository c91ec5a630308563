import type { RequestRecord } from '../../src/core/request-record.ts'
import type { RunHeader } from '../../src/core/run-header.ts'
import type { Rng } from '../../src/core/rng.ts'

/** Tokens of an answer, each an event of its own. */
export const eventsPerRequest = 250

const perSecond = 50
const msOf = 1e6

/** An answer of a streaming server: a first token after some 200 ms, the others 15 to 25 ms apart. */
export function benchRecord(index: number, rng: Rng): RequestRecord {
  const sentAt = Math.round((index / perSecond) * 1e9)
  const at = new Float64Array(eventsPerRequest)
  let now = sentAt + (150 + 100 * rng.uniform()) * msOf
  for (let i = 0; i < eventsPerRequest; i++) {
    at[i] = Math.round(now)
    now += (15 + 10 * rng.uniform()) * msOf
  }
  const [first, last] = [at[0] as number, at[eventsPerRequest - 1] as number]
  return {
    ...{ index, phase: 'measure', className: 'default', scheduledAt: sentAt, sentAt: sentAt + 30_000 },
    asked: { inputTokens: 500, outputTokens: eventsPerRequest },
    ...{ headersAt: first - 40_000, firstChunkAt: first - 20_000, firstTokenAt: first, firstVisibleAt: first },
    ...{ lastTokenAt: last, doneAt: last + 50_000 },
    events: { at, tokens: new Uint32Array(eventsPerRequest).fill(1) },
    ...{ inputTokens: 500, outputTokens: eventsPerRequest, countedBy: 'usage', cachedTokens: null, httpStatus: 200 },
    ...{ finishReason: 'length', doneMarker: true, outcome: { kind: 'ok' } },
  }
}

/** The header of a run with so many of them. */
export function benchHeader(requests: number): RunHeader {
  const durationNs = (requests / perSecond) * 1e9
  const plan = {
    ...{ name: 'bench', target: { kind: 'endpoint', url: 'http://localhost/v1', model: 'm' } },
    requests: { source: { kind: 'distribution', name: 'azure-conv-2023' }, classes: [{ name: 'default', share: 1 }] },
    ...{ arrival: { process: 'constant', ratePerSecond: perSecond }, durationNs, requestCount: requests, warmupNs: 0 },
    ...{ timeoutNs: 600e9, drainNs: 60e9, slo: {}, seed: 7, repeat: 1, hardware: null },
  }
  return {
    ...{ runId: '20260302-101500-be7c40', name: 'bench', startedAtMs: 1_772_446_500_000, state: 'completed' },
    target: {
      ...{ kind: 'endpoint', url: 'http://localhost/v1', model: 'm', facts: {} },
      tokenizer: { name: 't', fidelity: 'assumed' },
    },
    plan,
    workload: { text: '', path: null, overrides: [] },
    window: { startAt: 0, endAt: durationNs },
    planned: { requests, durationNs },
    environment: {
      ...{ os: 'o', cpuModel: 'c', cpuCores: 2, memoryBytes: 2 ** 33, nodeVersion: 'v', infbenchVersion: '0' },
      ...{ gitCommit: null, virtualized: null },
    },
    fingerprints: { workload: 'w', environment: 'e', target: 't', dataset: 'd' },
    client: {
      ...{ eventLoopDelayNs: { p50: 1, p99: 1, max: 1 }, cpuShare: 0.1, maxInFlight: 300, connectionsOpened: 300 },
    },
    ...{ slo: { default: { ttftNs: 500e6 } }, hardware: null, project: null, tags: [] },
  }
}
