/** AIPerf's and genai-perf's exports: the summary as JSON, the requests as JSON lines beside it. */
import { basename } from 'node:path/posix'
import type { ImportNote } from '../../../core/imported/imported-figure.ts'
import { sToNs } from '../../../core/units.ts'
import type { ImportFile, ImportFormat, ImportedRun } from '../../imported-run.ts'
import { figuresOf } from '../../reading/figures.ts'
import { type JsonObject, hasKeys, numberAt, objectOf, textAt, valueAt } from '../../reading/json-values.ts'
import { notKept } from '../../reading/not-kept.ts'
import { absent, assumed, definition, summaryOnly } from '../../reading/notes.ts'
import { stampMs } from '../../reading/stamps.ts'
import { aiperfMeaning } from './aiperf-figures.ts'
import { type AiperfRequests, aiperfRequests, isAiperfRecords } from './aiperf-records.ts'

const name = 'aiperf'

export const aiperf: ImportFormat = {
  name,
  title: 'AIPerf or genai-perf',
  mark: 'JSON with request_latency and request_throughput, each with unit and avg, or JSON lines with metadata.request_start_ns',
  companions: (path) => {
    const file = basename(path)
    if (file.endsWith('_aiperf.json')) return [file.replace(/_aiperf\.json$/, '.jsonl')]
    return file.endsWith('.jsonl') ? [file.replace(/\.jsonl$/, '_aiperf.json')] : []
  },
  matches: (file) => isSummary(objectOf(file)) || isAiperfRecords(file),
  parse: (file) => [runOf([file, ...file.beside])],
}

const isSummary = (value: JsonObject | null) =>
  hasKeys(value?.request_latency, 'unit', 'avg') && hasKeys(value?.request_throughput, 'unit', 'avg')

function runOf(files: readonly ImportFile[]): ImportedRun {
  const summary = files.map(objectOf).find(isSummary) ?? null
  const lines = files.find(isAiperfRecords)
  const requests = lines === undefined ? null : aiperfRequests(lines)
  const durationS = numberAt(summary, 'benchmark_duration.avg')
  return {
    ...{ tool: name, toolVersion: textAt(summary, 'aiperf_version'), name: nameOf(summary) },
    startedAtMs: requests?.startedAtMs ?? stampMs(valueAt(summary, 'start_time')),
    target: {
      url: textAt(summary, 'input_config.endpoint.url') ?? textAt(summary, 'input_config.endpoint.urls.0'),
      model: modelOf(summary),
      facts: { type: textAt(summary, 'input_config.endpoint.type') },
    },
    settings: settingsOf(summary),
    requests: countsOf(summary, requests),
    window: { durationNs: durationS === null ? null : sToNs(durationS) },
    records: requests?.records ?? null,
    figures: summary === null ? [] : figuresOf(withoutInput(summary), aiperfMeaning(summary)),
    notes: notesOf(summary, requests),
    environment: null,
  }
}

/** What was asked for is settings; its numbers are no results. */
const withoutInput = ({ input_config: _input, ...results }: JsonObject) => results

function modelOf(summary: JsonObject | null): string | null {
  const names = valueAt(summary, 'input_config.endpoint.model_names') ?? valueAt(summary, 'input_config.model_names')
  const [first] = Array.isArray(names) ? (names as unknown[]) : [names]
  return typeof first === 'string' ? first : null
}

function nameOf(summary: JsonObject | null): string {
  const concurrency = numberAt(summary, 'input_config.loadgen.concurrency')
  const rate = numberAt(summary, 'input_config.loadgen.request_rate')
  const model = modelOf(summary)?.split('/').at(-1) ?? 'AIPerf run'
  return `${model}${rate === null ? '' : `, ${rate}/s`}${concurrency === null ? '' : `, ${concurrency} at once`}`
}

function settingsOf(summary: JsonObject | null): ImportedRun['settings'] {
  const [loadgen, prompt] = ['input_config.loadgen', 'input_config.input.prompt']
  return {
    concurrency: numberAt(summary, `${loadgen}.concurrency`),
    request_rate: numberAt(summary, `${loadgen}.request_rate`),
    request_count: numberAt(summary, `${loadgen}.request_count`),
    arrival_pattern: textAt(summary, `${loadgen}.arrival_pattern`),
    warmup_request_count: numberAt(summary, `${loadgen}.warmup_request_count`),
    input_tokens_mean: numberAt(summary, `${prompt}.input_tokens.mean`),
    input_tokens_stddev: numberAt(summary, `${prompt}.input_tokens.stddev`),
    output_tokens_mean: numberAt(summary, `${prompt}.output_tokens.mean`),
    random_seed: numberAt(summary, 'input_config.input.random_seed'),
  }
}

function countsOf(summary: JsonObject | null, requests: AiperfRequests | null): ImportedRun['requests'] {
  const planned = numberAt(summary, 'input_config.loadgen.request_count')
  if (summary !== null) {
    const completed = numberAt(summary, 'request_count.avg')
    return {
      planned,
      completed,
      failed: numberAt(summary, 'error_request_count.avg') ?? (completed === null ? null : 0),
    }
  }
  const measured = requests?.records.filter(({ phase }) => phase === 'measure') ?? []
  const completed = measured.filter(({ outcome }) => outcome.kind === 'ok').length
  return { planned, completed, failed: measured.length - completed }
}

const definitions: readonly ImportNote[] = [
  definition('metrics.ttftServiceMs', 'TTFT counts from the start of the request to the first piece with text'),
  definition(
    'metrics.tpotMs',
    'its inter token latency is one value a request, (E2E - TTFT) / (output tokens - 1): TPOT here',
  ),
  definition('metrics.interChunkMs', 'its inter chunk latency is the gap between pieces'),
  definition('metrics.e2eServiceMs', 'E2E ends with the last piece of the answer'),
]

function notesOf(summary: JsonObject | null, requests: AiperfRequests | null): readonly ImportNote[] {
  const shared = requests?.records.some(({ events }) => events.tokens.some((tokens) => tokens !== 1)) === true
  return [
    ...definitions,
    ...(summary === null ? [absent(null, 'no summary beside the requests: nothing of what was asked is known')] : []),
    ...(requests === null
      ? [summaryOnly]
      : [notKept('times to the acknowledgement and to the second token, prefill throughput, ids')]),
    ...(shared
      ? [assumed('metrics.itlMs', 'answers have not as many pieces as tokens; these are shared evenly among them')]
      : []),
  ]
}
