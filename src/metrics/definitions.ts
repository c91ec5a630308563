/**
 * Every metric, once: what it is called, its unit, which way is better, its formula and where it comes from, and how it
 * is computed. The run document, tables, reports, comparison and the README's glossary are made from this table.
 */
import type { RequestRecord } from '../core/request-record.ts'
import { S_PER_MIN } from '../core/units.ts'
import { costPerMillionTokens } from '../hardware/cost.ts'
import { mbuShare, mfuShare } from '../hardware/utilization.ts'
import type { MachineUse, Metric, RequestMetric, RunMetric, RunTotals, TokenMetric } from './metric.ts'
import * as times from './request-times.ts'
import { costOfThousand, money, perSecond, prefillShare, reciprocalPerSecond, rest, scaled } from './run-rates.ts'
import { eachChunkGap, eachTokenGap } from './token-gaps.ts'

const house = 'infbench'
const distServe = 'DistServe (Zhong et al., OSDI 2024)'

export const metrics = {
  ttft: {
    per: 'request',
    key: 'ttftMs',
    over: 'completed',
    unit: 'ns',
    better: 'lower',
    label: 'TTFT',
    of: times.ttftNs,
    meaning: 'time to first token: the wait until the first non-empty piece of the answer, reasoning included',
    formula: 'firstTokenAt - scheduledAt',
    source: 'from the scheduled time, free of coordinated omission (Tene, "How NOT to Measure Latency", 2015)',
  },
  ttftService: {
    per: 'request',
    key: 'ttftServiceMs',
    over: 'completed',
    unit: 'ns',
    better: 'lower',
    label: 'TTFT service',
    of: times.ttftServiceNs,
    meaning: 'the same, counted from the moment the request was sent',
    formula: 'firstTokenAt - sentAt',
    source: 'service time; what most tools call TTFT',
  },
  ttp: {
    per: 'request',
    key: 'ttpMs',
    over: 'completed',
    unit: 'ns',
    better: 'lower',
    label: 'TTP',
    of: times.ttpNs,
    meaning: 'time to publish: the wait until the first piece a reader sees, after any reasoning',
    formula: 'firstVisibleAt - scheduledAt',
    source: house,
  },
  tpot: {
    per: 'request',
    key: 'tpotMs',
    over: 'completed',
    unit: 'ns',
    better: 'lower',
    label: 'TPOT',
    of: times.tpotNs,
    meaning: 'time per output token after the first arrival, one value per request',
    formula: '(lastTokenAt - firstTokenAt) / (outputTokens - tokens of the first arrival)',
    source: 'vLLM, with the tokens of the first arrival left out whatever their number',
  },
  itl: {
    per: 'token',
    key: 'itlMs',
    unit: 'ns',
    better: 'lower',
    label: 'ITL',
    of: eachTokenGap,
    meaning: 'inter-token latency (TBT): the gap before each token after the first arrival, over all tokens',
    formula: 'k tokens that arrive together after a gap g count as k gaps of g / k',
    source: house,
  },
  interChunk: {
    per: 'event',
    key: 'interChunkMs',
    unit: 'ns',
    better: 'lower',
    label: 'Inter-chunk',
    of: (events, visit) => eachChunkGap(events, (ns, _, at) => visit(ns, 1, at)),
    meaning: 'the gap between arrivals of text, whatever number of tokens each brought',
    formula: 'at[i] - at[i-1], events of one socket read taken together',
    source: house,
  },
  e2e: {
    per: 'request',
    key: 'e2eMs',
    over: 'completed',
    unit: 'ns',
    better: 'lower',
    label: 'E2E',
    of: times.e2eNs,
    meaning: 'the whole wait, from the scheduled time to the last byte',
    formula: 'doneAt - scheduledAt',
    source: 'end-to-end latency of vLLM and GuideLLM, counted from the scheduled time',
  },
  e2eService: {
    per: 'request',
    key: 'e2eServiceMs',
    over: 'completed',
    unit: 'ns',
    better: 'lower',
    label: 'E2E service',
    of: times.e2eServiceNs,
    meaning: 'the same, counted from the moment the request was sent',
    formula: 'doneAt - sentAt',
    source: 'service time',
  },
  sendLag: {
    per: 'request',
    key: 'sendLagMs',
    over: 'sent',
    unit: 'ns',
    better: 'lower',
    label: 'Send lag',
    of: times.sendLagNs,
    meaning: 'how late the load generator was; part of TTFT and E2E, and of no service time',
    formula: 'sentAt - scheduledAt',
    source: house,
  },
  tpsPerUser: {
    per: 'request',
    key: 'tpsPerUser',
    over: 'completed',
    unit: 'tokens/s',
    better: 'higher',
    label: 'TPS per user',
    of: (record: RequestRecord) => reciprocalPerSecond(times.tpotNs(record)),
    meaning: 'the pace at which one reader receives tokens, one value per request',
    formula: '1 / TPOT',
    source: 'NVIDIA GenAI-Perf',
  },
  outputTokensPerS: {
    per: 'run',
    unit: 'tokens/s',
    better: 'higher',
    label: 'Output throughput',
    path: ['throughput', 'outputTokensPerS'],
    of: ({ work }: RunTotals) => perSecond(work.outputTokens, work),
    meaning: 'output tokens that arrived inside the measurement window, per second; never added to the prompt tokens',
    formula: 'output tokens arriving in the window / window',
    source: house,
  },
  inputTokensPerS: {
    per: 'run',
    unit: 'tokens/s',
    better: 'higher',
    label: 'Input throughput',
    path: ['throughput', 'inputTokensPerS'],
    of: ({ work }: RunTotals) => perSecond(work.inputTokens, work),
    meaning: 'prompt tokens of requests whose first token arrived inside the window, per second',
    formula: 'prompt tokens read in the window / window',
    source: house,
  },
  requestsPerS: {
    per: 'run',
    unit: 'requests/s',
    better: 'higher',
    label: 'RPS',
    path: ['throughput', 'requestsPerS'],
    of: ({ work }: RunTotals) => perSecond(work.completed, work),
    meaning: 'requests completed inside the window, per second',
    formula: 'requests completed in the window / window',
    source: house,
  },
  requestsPerMin: {
    per: 'run',
    unit: 'requests/min',
    better: 'higher',
    label: 'RPM',
    path: ['throughput', 'requestsPerMin'],
    of: ({ work }: RunTotals) => scaled(perSecond(work.completed, work), S_PER_MIN),
    meaning: 'requests completed inside the window, per minute',
    formula: '60 * RPS',
    source: house,
  },
  attainment: {
    per: 'run',
    unit: 'share',
    better: 'higher',
    label: 'SLO attainment',
    path: ['goodput', 'attainment'],
    of: ({ meeting, measured }: RunTotals) => (measured > 0 ? meeting / measured : null),
    meaning:
      'share of measured requests that met every SLO of their class; failed, timed-out, refused and cancelled ones did not',
    formula: 'requests meeting every SLO / measured requests',
    source: distServe,
  },
  goodput: {
    per: 'run',
    unit: 'requests/s',
    better: 'higher',
    label: 'Goodput',
    path: ['goodput', 'requestsPerS'],
    of: ({ work }: RunTotals) => perSecond(work.good, work),
    meaning: 'requests meeting every SLO of their class, per second',
    formula: 'requests meeting every SLO completed in the window / window',
    source: distServe,
  },
  goodOutputTokensPerS: {
    per: 'run',
    unit: 'tokens/s',
    better: 'higher',
    label: 'Goodput tokens',
    path: ['goodput', 'outputTokensPerS'],
    of: ({ work }: RunTotals) => perSecond(work.goodOutputTokens, work),
    meaning: 'output tokens of requests meeting every SLO, per second',
    formula: 'their output tokens arriving in the window / window',
    source: house,
  },
  costPerMillionOutputTokens: {
    per: 'run',
    unit: 'USD',
    better: 'lower',
    label: '$/1M output',
    path: ['cost', 'perMillionOutputTokens'],
    of: ({ work, pricePerHour }: RunTotals) =>
      money(pricePerHour, perSecond(work.outputTokens, work), costPerMillionTokens),
    meaning: 'what the hardware costs while it makes a million output tokens at this pace, prompts included',
    formula: 'price per hour / (output tokens/s * 3600) * 1M; $2/h at 100 tok/s is $5.556',
    source: house,
  },
  costPerThousandRequests: {
    per: 'run',
    unit: 'USD',
    better: 'lower',
    label: '$/1K requests',
    path: ['cost', 'perThousandRequests'],
    of: costOfThousand,
    meaning: 'what the hardware costs while it completes a thousand requests at this pace',
    formula: 'price per hour / (RPS * 3600) * 1K; 200-token answers at 100 tok/s and $2/h cost $1.11',
    source: house,
  },
  prefillCostPerThousandRequests: {
    per: 'run',
    unit: 'USD',
    better: 'lower',
    label: '$/1K prefill',
    path: ['cost', 'prefillPerThousandRequests'],
    of: (totals: RunTotals) => scaled(costOfThousand(totals), prefillShare(totals.work)),
    meaning: 'the part of the cost of a thousand requests spent until their first tokens, queueing included',
    formula: '$/1K requests * sum of TTFT service / sum of (TTFT service + decode time)',
    source: house,
  },
  decodeCostPerThousandRequests: {
    per: 'run',
    unit: 'USD',
    better: 'lower',
    label: '$/1K decode',
    path: ['cost', 'decodePerThousandRequests'],
    of: (totals: RunTotals) => scaled(costOfThousand(totals), rest(prefillShare(totals.work))),
    meaning: 'the part spent from the first token to the last',
    formula: '$/1K requests - $/1K prefill',
    source: house,
  },
  mfu: {
    per: 'machine',
    unit: 'share',
    better: 'higher',
    label: 'MFU',
    of: (use: MachineUse) => mfuShare(use.modelFlopPerSecond, use.peakFlopPerSecond),
    meaning: 'model FLOP utilization: how much of the arithmetic peak the model itself used',
    formula: 'model FLOP/s achieved / peak FLOP/s of the dtype used',
    source: 'PaLM (Chowdhery et al., 2022), appendix B',
  },
  mbu: {
    per: 'machine',
    unit: 'share',
    better: 'higher',
    label: 'MBU',
    of: (use: MachineUse) => mbuShare(use.movedBytesPerSecond, use.peakBytesPerSecond),
    meaning: 'memory bandwidth utilization: how much of the bandwidth went into bytes that had to move',
    formula: '(weights read per step + KV read and written) per second / peak memory bandwidth',
    source: 'Databricks, "LLM Inference Performance Engineering" (2023)',
  },
} as const satisfies Record<string, Metric>

/** Name of a metric, e.g. `ttft`. */
export type MetricId = keyof typeof metrics

type Table = typeof metrics
type Keyed = { [Id in MetricId]: Table[Id] extends { readonly key: string } ? Id : never }[MetricId]

/** Metrics that a run reports as a distribution, and the keys of those in the run document (`ttft` is at `ttftMs`). */
export type DistributionId = Keyed
export type DistributionKey = Table[Keyed]['key']

/** The rows that are distributions, in the order of the table. */
export const distributionMetrics = Object.values(metrics as Record<string, Metric>).filter(
  (metric): metric is (RequestMetric | TokenMetric) & { readonly key: DistributionKey } => 'key' in metric,
)

/** The rows that are one number of a run. */
export const runMetrics = Object.values(metrics as Record<string, Metric>).filter(
  (metric): metric is RunMetric => metric.per === 'run',
)
