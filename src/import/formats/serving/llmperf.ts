/** Ray's LLMPerf: a summary and the requests, two JSON files with one name but for a word. */
import { basename } from 'node:path/posix'
import { z } from 'zod'
import type { ImportNote } from '../../../core/imported/imported-figure.ts'
import type { RequestRecord } from '../../../core/request-record.ts'
import { MS_PER_S, S_PER_MIN, sToNs } from '../../../core/units.ts'
import type { ImportFile, ImportFormat, ImportedRun } from '../../imported-run.ts'
import { checked } from '../../reading/checked.ts'
import { type Meaning, figuresOf } from '../../reading/figures.ts'
import { importedRecord } from '../../reading/imported-record.ts'
import { type JsonObject, hasKeys, numberAt, objectOf, objectsOf, pick, textAt } from '../../reading/json-values.ts'
import { errorLine, notKept } from '../../reading/not-kept.ts'
import { absent, assumed, definition, derived, summaryOnly } from '../../reading/notes.ts'

const name = 'llmperf'

export const llmperf: ImportFormat = {
  name,
  title: "Ray's LLMPerf",
  mark: 'JSON with results_ttft_s_quantiles_p50, or an array of requests with ttft_s and end_to_end_latency_s',
  companions: (path) => {
    const file = basename(path)
    return [
      file.replace('individual_responses', 'summary').replace('individual', 'summary'),
      file.replace('summary', 'individual_responses'),
      file.replace('summary', 'individual'),
    ]
  },
  matches: (file) => isSummary(objectOf(file)) || isRequests(file),
  parse: (file) => [runOf([file, ...file.beside])],
}

const isSummary = (value: JsonObject | null) =>
  hasKeys(value, 'results_ttft_s_quantiles_p50', 'num_concurrent_requests')

function isRequests(file: ImportFile): boolean {
  const rows = Array.isArray((file.content as { value?: unknown }).value) ? objectsOf(file) : []
  return rows.length > 0 && rows.every(({ value }) => hasKeys(value, 'ttft_s', 'end_to_end_latency_s'))
}

function runOf(files: readonly ImportFile[]): ImportedRun {
  const summary = files.map(objectOf).find(isSummary) ?? null
  const list = files.find(isRequests)
  const records = list === undefined ? null : recordsOf(list)
  const completed =
    numberAt(summary, 'results_num_completed_requests') ??
    records?.filter(({ outcome }) => outcome.kind === 'ok').length ??
    null
  const perMinute = numberAt(summary, 'results_num_completed_requests_per_min')
  const durationS = completed === null || !perMinute ? null : (completed / perMinute) * S_PER_MIN
  const writtenAtS = numberAt(summary, 'timestamp')
  return {
    ...{ tool: name, toolVersion: textAt(summary, 'version'), name: nameOf(summary) },
    startedAtMs: writtenAtS === null ? null : (writtenAtS - Math.round(durationS ?? 0)) * MS_PER_S,
    target: {
      url: textAt(summary, 'api'),
      model: textAt(summary, 'model'),
      facts: summary === null ? {} : pick(summary, ['framework', 'model_size']),
    },
    settings: summary === null ? {} : pick(summary, settings),
    requests: {
      planned: numberAt(summary, 'results_num_requests_started'),
      completed,
      failed:
        numberAt(summary, 'results_number_errors') ??
        records?.filter(({ outcome }) => outcome.kind !== 'ok').length ??
        null,
    },
    window: { durationNs: durationS === null ? null : sToNs(durationS) },
    records,
    figures: summary === null ? [] : figuresOf(summary, meaning),
    notes: notesOf(summary, records),
    environment: null,
  }
}

const settings = [
  'mean_input_tokens',
  'stddev_input_tokens',
  'mean_output_tokens',
  'stddev_output_tokens',
  'num_concurrent_requests',
]

function nameOf(summary: JsonObject | null): string {
  const users = numberAt(summary, 'num_concurrent_requests')
  return `${textAt(summary, 'model')?.split('/').at(-1) ?? 'LLMPerf run'}${users === null ? '' : `, ${users} at once`}`
}

const request = z.object({
  error_code: z.union([z.number(), z.string()]).nullish(),
  error_msg: z.string().nullish(),
  ttft_s: z.number({ error: 'expected seconds' }),
  end_to_end_latency_s: z.number({ error: 'expected seconds' }),
  number_output_tokens: z.int().nonnegative(),
  number_input_tokens: z.int().nonnegative(),
})

/** Each stands at 0: the file has durations and no times. */
function recordsOf(file: ImportFile): readonly RequestRecord[] {
  return objectsOf(file).map(({ value }, index) => {
    const { error_code, error_msg, ttft_s, end_to_end_latency_s, number_output_tokens, number_input_tokens } = checked(
      file,
      request,
      value,
    )
    const failed = error_code != null
    const doneAt = sToNs(end_to_end_latency_s)
    return importedRecord({
      ...{ index, sentAt: 0, doneAt },
      firstTokenAt: failed || ttft_s === 0 ? null : sToNs(ttft_s),
      lastTokenAt: failed || ttft_s === 0 ? null : doneAt,
      inputTokens: number_input_tokens,
      outputTokens: failed ? null : number_output_tokens,
      outcome: failed ? { kind: 'http', detail: errorLine(error_msg, `error ${error_code}`) } : { kind: 'ok' },
      httpStatus: typeof error_code === 'number' ? error_code : null,
    })
  })
}

const latencies: Readonly<Record<string, string>> = { ttft: 'ttftServiceMs', end_to_end_latency: 'e2eServiceMs' }
const statistics: Readonly<Record<string, string>> = {
  ...{ quantiles_p50: 'p50', quantiles_p90: 'p90', quantiles_p95: 'p95', quantiles_p99: 'p99' },
  ...{ mean: 'mean', min: 'min', max: 'max' },
}
const single: Readonly<Record<string, Meaning>> = {
  results_num_requests_started: { unit: 'requests', metric: 'requests.planned' },
  results_num_completed_requests: { unit: 'requests', metric: 'requests.completed' },
  results_number_errors: { unit: 'requests', metric: 'requests.failed' },
  results_error_rate: { unit: 'share' },
  results_num_completed_requests_per_min: { unit: 'requests/min', metric: 'throughput.requestsPerS' },
  results_mean_output_throughput_token_per_s: { unit: 'tokens/s', metric: 'throughput.outputTokensPerS' },
}

function meaning(key: string): Meaning | null {
  const known = single[key]
  if (known !== undefined) return known
  if (/^results_number_(?:input|output)_tokens/.test(key)) return { unit: 'tokens' }
  if (key.startsWith('results_request_output_throughput_token_per_s')) return { unit: 'tokens/s' }
  const [, latency = '', statistic = ''] = /^results_(.+?)_s_(.+)$/.exec(key) ?? []
  if (latency === '') return null
  const [place, ours] = [latencies[latency], statistics[statistic]]
  return { unit: 's', metric: place === undefined || ours === undefined ? null : `metrics.${place}.${ours}` }
}

const definitions: readonly ImportNote[] = [
  definition('metrics.ttftServiceMs', 'TTFT counts from the send to the first piece of the answer'),
  definition(
    'metrics.tpotMs',
    'its inter token latency has the wait for the first token in it, E2E / output tokens: it translates to nothing',
  ),
  derived('window.durationS', 'the duration follows from the completed requests per minute'),
]

function notesOf(summary: JsonObject | null, records: readonly RequestRecord[] | null): readonly ImportNote[] {
  const none =
    summary === null ? [absent(null, 'no summary beside the requests: model, load and duration are not known')] : []
  if (records === null) return [...definitions, ...none, summaryOnly]
  return [
    ...definitions,
    ...none,
    absent(null, 'not told when requests were sent: no course over time, no send lag'),
    assumed('metrics.tpotMs', 'the last token is taken to come with the end of the answer'),
    notKept('its inter token latency, throughput of a request'),
  ]
}
