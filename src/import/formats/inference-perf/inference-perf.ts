/** inference-perf (Kubernetes SIG): lifecycle and Prometheus summaries of a stage or of the whole run, in seconds; or every request. */
import { basename } from 'node:path/posix'
import type { ImportNote } from '../../../core/imported/imported-figure.ts'
import { sToNs } from '../../../core/units.ts'
import type { ImportFile, ImportFormat, ImportedRun } from '../../imported-run.ts'
import { type Meaning, figuresOf } from '../../reading/figures.ts'
import { type JsonObject, hasKeys, isObject, numberAt, objectOf } from '../../reading/json-values.ts'
import { notKept } from '../../reading/not-kept.ts'
import { absent, assumed, definition, derived, percentile, summaryOnly } from '../../reading/notes.ts'
import { inferencePerfRequests, isInferencePerfRequests } from './inference-perf-records.ts'

const name = 'inference-perf'

export const inferencePerf: ImportFormat = {
  name,
  title: 'inference-perf',
  mark: 'JSON with load_summary, successes and failures, or an array of requests with info.output_token_times',
  matches: (file) => hasKeys(objectOf(file), 'load_summary', 'successes', 'failures') || isInferencePerfRequests(file),
  parse: (file) => {
    const summary = objectOf(file)
    return [summary === null ? ofRequests(file) : ofSummary(file, summary)]
  },
}

/** Files are told apart by their names alone: `stage_0_lifecycle_metrics.json`. */
const stem = ({ path }: ImportFile) => basename(path).replace(/(?:_metrics)?\.json(?:\.gz)?$/, '')

const unknown = {
  toolVersion: null,
  startedAtMs: null,
  target: { url: null, model: null, facts: {} },
  environment: null,
}

function ofSummary(file: ImportFile, summary: JsonObject): ImportedRun {
  const completed = numberAt(summary, 'successes.count')
  const perSecond = numberAt(summary, 'successes.throughput.requests_per_sec') ?? numberAt(summary, 'successes.rate')
  const fromServer = !isObject((summary.successes as JsonObject).latency)
  const rate = numberAt(summary, 'load_summary.requested_rate')
  return {
    ...unknown,
    ...{ tool: name, name: `inference-perf ${stem(file)}${rate === null ? '' : `, ${rate}/s`}` },
    settings: { requested_rate: rate, file: stem(file) },
    requests: {
      planned: numberAt(summary, 'load_summary.count'),
      completed,
      failed: numberAt(summary, 'failures.count'),
    },
    window: { durationNs: completed === null || !perSecond ? null : sToNs(completed / perSecond) },
    records: null,
    figures: figuresOf(summary, meaning),
    notes: [...(fromServer ? serverNotes : clientNotes), ...commonNotes, summaryOnly],
  }
}

function ofRequests(file: ImportFile): ImportedRun {
  const records = inferencePerfRequests(file)
  const completed = records.filter(({ outcome }) => outcome.kind === 'ok').length
  return {
    ...unknown,
    ...{ tool: name, name: `inference-perf ${stem(file)}`, settings: { file: stem(file) }, records, figures: [] },
    requests: { planned: null, completed, failed: records.length - completed },
    window: { durationNs: null },
    notes: [
      ...commonNotes,
      assumed('metrics.itlMs', 'output tokens are shared evenly among the pieces of an answer'),
      notKept('the bodies of requests and answers'),
    ],
  }
}

const statistics: Readonly<Record<string, string>> = {
  ...{ mean: 'mean', min: 'min', max: 'max', median: 'p50', p90: 'p90', p95: 'p95', p99: 'p99' },
}

/** Under `successes.latency` as clients saw them, directly under `successes` as the server's histograms had them. */
const latencies: Readonly<Record<string, string | null>> = {
  request_latency: 'e2eServiceMs',
  time_to_first_token: 'ttftServiceMs',
  inter_token_latency: 'interChunkMs',
  time_per_output_token: null,
  normalized_time_per_output_token: null,
  schedule_delay: null,
}

const single: Readonly<Record<string, Meaning>> = {
  'load_summary.count': { unit: 'requests', metric: 'requests.planned' },
  'load_summary.send_duration': { unit: 's' },
  'load_summary.requested_rate': { unit: 'requests/s' },
  'load_summary.achieved_rate': { unit: 'requests/s' },
  'successes.count': { unit: 'requests', metric: 'requests.completed' },
  'failures.count': { unit: 'requests', metric: 'requests.failed' },
  'successes.throughput.input_tokens_per_sec': { unit: 'tokens/s', metric: 'throughput.inputTokensPerS' },
  'successes.throughput.output_tokens_per_sec': { unit: 'tokens/s', metric: 'throughput.outputTokensPerS' },
  'successes.throughput.total_tokens_per_sec': { unit: 'tokens/s' },
  'successes.throughput.requests_per_sec': { unit: 'requests/s', metric: 'throughput.requestsPerS' },
  'successes.rate': { unit: 'requests/s', metric: 'throughput.requestsPerS' },
  'successes.prompt_len.rate': { unit: 'tokens/s', metric: 'throughput.inputTokensPerS' },
  'successes.output_len.rate': { unit: 'tokens/s', metric: 'throughput.outputTokensPerS' },
}

function meaning(key: string): Meaning | null {
  const known = single[key]
  if (known !== undefined) return known
  const [, parent = '', latency = '', statistic = ''] =
    /^(successes(?:\.latency)?|failures|load_summary)\.([a-z_]+)\.([a-z\d.]+)$/.exec(key) ?? []
  if (latency === 'prompt_len' || latency === 'output_len') return { unit: 'tokens' }
  const place = latencies[latency]
  if (place === undefined) return null
  const ours = statistics[statistic]
  return {
    unit: 's',
    metric: place === null || ours === undefined || !parent.startsWith('successes') ? null : `metrics.${place}.${ours}`,
  }
}

const clientNotes: readonly ImportNote[] = [
  definition(
    'metrics.ttftServiceMs',
    'TTFT counts from the send to the first piece of the answer; reasoning is no text to it',
  ),
  definition(
    'metrics.interChunkMs',
    'its inter token latency is the gap between pieces, also those with no text in them',
  ),
  definition(
    'metrics.tpotMs',
    'its time per output token is a mean of gaps between pieces, not divided by tokens: it translates to nothing',
  ),
]

const serverNotes: readonly ImportNote[] = [
  definition('metrics', 'latencies are those that the server measured, without the network'),
  percentile('metrics', 'percentiles are estimated from the buckets of histograms'),
  definition(
    'metrics.tpotMs',
    'its time per output token is over all tokens, not one value a request: it translates to nothing',
  ),
]

const commonNotes: readonly ImportNote[] = [
  derived('window.durationS', 'the duration follows from the completed requests per second'),
  absent('target', 'neither the target nor the model is told, nor when it was'),
]
