import type { RunHeader } from '../../src/core/run-header.ts'
import type { GatePair, GateRun, PairedInput } from '../../src/gate/decide/gate-input.ts'
import type { GatePolicy } from '../../src/gate/policy/gate-policy.ts'
import type { RunDocument } from '../../src/metrics/run-document.ts'
import { summarize } from '../../src/metrics/summarize.ts'
import { sampleRun } from './sample-run.ts'

const sample = sampleRun({ requests: 80 })
const whole: RunDocument = { ...summarize(sample.header, sample.records), status: 'valid', reasons: [] }

/** What a made-up run of a gate says, beside what every run says. */
export interface GateRunOptions {
  readonly id?: string
  readonly seed?: number
  /** Minutes after the first run. */
  readonly minute?: number
  readonly ttftP99?: number | null
  readonly tpotP50?: number | null
  readonly outputTokensPerS?: number | null
  readonly header?: Partial<RunHeader>
  readonly document?: Partial<RunDocument>
}

/** A run whose figures are those given. */
export function gateRun(options: GateRunOptions = {}): GateRun {
  const { id = 'run', seed = 1, minute = 0, ttftP99 = 100, tpotP50 = 10, outputTokensPerS = 1000 } = options
  const { metrics, throughput } = whole
  return {
    header: {
      ...sample.header,
      runId: id,
      startedAtMs: Date.UTC(2026, 10, 21) + minute * 60_000,
      plan: { ...(sample.header.plan as object), seed },
      ...options.header,
    },
    document: {
      ...whole,
      runId: id,
      metrics: { ...metrics, ttftMs: { ...metrics.ttftMs, p99: ttftP99 }, tpotMs: { ...metrics.tpotMs, p50: tpotP50 } },
      throughput: { ...throughput, outputTokensPerS },
      ...options.document,
    },
  }
}

/** What the candidate does to each figure in a pair: ln ratios, positive slower or less. */
export interface PairShift {
  readonly ttft?: number
  readonly tpot?: number
  readonly rate?: number
}

/** Pairs in turns, a seed each, in changing order; `shifts` has an entry for each pair. */
export function gatePairs(shifts: readonly PairShift[]): GatePair[] {
  return shifts.map(({ ttft = 0, tpot = 0, rate = 0 }, k) => {
    const order = k % 2 === 0 ? 'AB' : 'BA'
    const minutes = order === 'AB' ? [k * 10, k * 10 + 5] : [k * 10 + 5, k * 10]
    const figures = {
      ttftP99: 100 * Math.exp(ttft),
      tpotP50: 10 * Math.exp(tpot),
      outputTokensPerS: 1000 * Math.exp(-rate),
    }
    return {
      baseline: gateRun({ id: `a${k + 1}`, seed: k + 1, minute: minutes[0] as number }),
      candidate: gateRun({ id: `b${k + 1}`, seed: k + 1, minute: minutes[1] as number, ...figures }),
      order,
      seed: k + 1,
    }
  })
}

/** A policy over stored runs on TTFT p99, TPOT p50 and output throughput, 5 % each. */
export function gatePolicy(fields: Partial<GatePolicy> = {}): GatePolicy {
  return {
    ...{ name: 'sample', path: 'policy.yaml', mode: 'paired', workloadPath: null },
    baseline: { kind: 'stored', label: 'tag main', references: ['tag:main'] },
    candidate: { kind: 'stored', label: 'tag new', references: ['tag:new'] },
    pairs: { planned: 8, given: false },
    seed: null,
    alpha: 0.05,
    metrics: [
      { metric: 'ttft.p99', direction: 'lower', marginShare: 0.05 },
      { metric: 'tpot.p50', direction: 'lower', marginShare: 0.05 },
      { metric: 'outputTokensPerS', direction: 'higher', marginShare: 0.05 },
    ],
    limits: [],
    budget: { timeNs: null, pairs: 8 },
    sequential: null,
    onInconclusive: 'fail',
    ...fields,
  } as GatePolicy
}

/** All that a decision needs, of pairs. */
export function pairedInput(pairs: readonly GatePair[], fields: Partial<PairedInput> = {}): PairedInput {
  return {
    policy: gatePolicy(),
    id: '20261121-090000-abcdef',
    createdAtMs: Date.UTC(2026, 10, 21, 9),
    infbenchVersion: '0.1.0',
    pairs,
    unpaired: { baseline: [], candidate: [] },
    faults: [],
    inTurns: false,
    look: 1,
    ...fields,
  }
}

/** Small differences with mean 0 and a spread of about 1 %: what two runs of one system show. */
export const noise = [0.011, -0.008, 0.004, -0.012, 0.009, -0.003, 0.006, -0.007] as const
/** The same in another order, for a second metric. */
export const otherNoise = [-0.006, 0.009, -0.011, 0.003, 0.012, -0.004, -0.009, 0.006] as const
