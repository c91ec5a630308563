/** `guidellm benchmark --output-path benchmarks.json`: a report with a benchmark a rate. v0.2 to v0.3 as recorded, since v0.4 by its sources. */
import type { ImportNote } from '../../../core/imported/imported-figure.ts'
import { MS_PER_S, sToNs } from '../../../core/units.ts'
import type { ImportFile, ImportFormat, ImportedRun } from '../../imported-run.ts'
import { figuresOf } from '../../reading/figures.ts'
import { importFault } from '../../reading/import-fault.ts'
import { type JsonObject, hasKeys, isObject, numberAt, objectOf, textAt, valueAt } from '../../reading/json-values.ts'
import { notKept } from '../../reading/not-kept.ts'
import { assumed, definition, percentile, summaryOnly } from '../../reading/notes.ts'
import { guidellmMeaning } from './guidellm-figures.ts'
import { guidellmRequests } from './guidellm-records.ts'

const name = 'guidellm'

export const guidellm: ImportFormat = {
  name,
  title: 'GuideLLM',
  mark: 'JSON with benchmarks, each with metrics.request_latency and metrics.time_to_first_token_ms',
  matches: (file) => {
    const [first] = benchmarksOf(objectOf(file))
    return hasKeys(first, 'metrics') && hasKeys(first?.metrics, 'request_latency', 'time_to_first_token_ms')
  },
  parse: (file) => {
    const report = objectOf(file) as JsonObject
    return benchmarksOf(report).map((benchmark, index) => {
      if (isObject(benchmark.metrics)) return runOf(file, report, benchmark)
      throw importFault(file, { key: `benchmarks.${index}.metrics`, message: 'expected the metrics of a benchmark' })
    })
  },
}

function benchmarksOf(report: JsonObject | null): readonly JsonObject[] {
  const list = report?.benchmarks
  return Array.isArray(list) && list.every(isObject) ? list : []
}

function runOf(file: ImportFile, report: JsonObject, benchmark: JsonObject): ImportedRun {
  const strategy = textOf([benchmark], 'args.strategy.type_', 'config.strategy.type_', 'strategy.type_')
  const paced = /^(?:constant|poisson|async|trace|replay)/.test(strategy ?? '')
  const requests = guidellmRequests(file, benchmark, paced)
  const count = (status: string) =>
    numberAt(benchmark, `request_totals.${status}`) ?? numberAt(benchmark, `metrics.request_totals.${status}`)
  const durationS = numberAt(benchmark, 'duration') ?? spanOf(benchmark)
  const startS = requests?.startS ?? numberAt(benchmark, 'start_time')
  return {
    ...{
      tool: name,
      toolVersion: textAt(report, 'metadata.guidellm_version'),
      name: nameOf(report, benchmark, strategy),
    },
    startedAtMs: startS === null ? null : Math.round(startS * MS_PER_S),
    target: targetOf(report, benchmark),
    settings: settingsOf(benchmark, strategy),
    requests: { planned: count('total'), completed: count('successful'), failed: count('errored') },
    window: { durationNs: durationS === null ? null : sToNs(durationS) },
    records: requests?.records ?? null,
    figures: figuresOf(benchmark, guidellmMeaning, (key) => key === 'requests'),
    notes: requests === null ? [...definitions, summaryOnly] : [...definitions, ...recordNotes(paced)],
    environment: null,
  }
}

function textOf(values: readonly JsonObject[], ...paths: readonly string[]): string | null {
  for (const path of paths) {
    for (const value of values) {
      const found = textAt(value, path)
      if (found !== null) return found
    }
  }
  return null
}

function spanOf(benchmark: JsonObject): number | null {
  const [from, to] = [numberAt(benchmark, 'start_time'), numberAt(benchmark, 'end_time')]
  return from === null || to === null ? null : to - from
}

function targetOf(report: JsonObject, benchmark: JsonObject): ImportedRun['target'] {
  const places = [benchmark, report]
  return {
    url: textOf(places, 'worker.backend_target', 'config.backend.target', 'benchmarker.backend.target', 'args.target'),
    model: textOf(places, 'worker.backend_model', 'config.backend.model', 'benchmarker.backend.model', 'args.model'),
    facts: { backend: textOf(places, 'worker.backend_type', 'config.backend.type_', 'args.backend') },
  }
}

const rateOf = (benchmark: JsonObject) =>
  numberAt(benchmark, 'args.strategy.rate') ?? numberAt(benchmark, 'config.strategy.rate')

function settingsOf(benchmark: JsonObject, strategy: string | null): ImportedRun['settings'] {
  const seconds = valueAt(benchmark, 'args.max_duration') ?? valueAt(benchmark, 'config.constraints.max_seconds')
  return {
    strategy,
    rate: rateOf(benchmark),
    max_concurrency:
      numberAt(benchmark, 'args.strategy.max_concurrency') ?? numberAt(benchmark, 'config.strategy.max_concurrency'),
    streams: numberAt(benchmark, 'args.strategy.streams') ?? numberAt(benchmark, 'config.strategy.streams'),
    max_seconds: typeof seconds === 'number' ? seconds : null,
    data: textAt(benchmark, 'request_loader.data') ?? textAt(benchmark, 'config.requests.data'),
  }
}

function nameOf(report: JsonObject, benchmark: JsonObject, strategy: string | null): string {
  const model = targetOf(report, benchmark).model?.split('/').at(-1) ?? 'unknown'
  const rate = rateOf(benchmark)
  return `${model}, ${strategy ?? 'unknown load'}${rate === null ? '' : ` ${rate}/s`}`
}

const definitions: readonly ImportNote[] = [
  definition(
    'metrics.ttftServiceMs',
    'TTFT counts from the start of the request in its worker, not from when it was due',
  ),
  definition(
    'metrics.tpotMs',
    'its ITL is one value a request, (last - first token) / (output tokens - 1): TPOT here; its TPOT has the wait for the first token or its token in it and translates to nothing',
  ),
  percentile('metrics', 'percentiles are values that were observed, never interpolated'),
  definition('throughput', 'rates are means over time of what was going on, and of successful requests'),
]

const recordNotes = (paced: boolean): readonly ImportNote[] => [
  paced
    ? definition(
        'metrics.ttftMs',
        'requests were due at their targeted start; TTFT and E2E count from there, and service times from the start',
      )
    : assumed('metrics.ttftMs', 'requests had no times of their own to be due at: TTFT and E2E count from the send'),
  notKept('queueing and worker times, the texts'),
]
