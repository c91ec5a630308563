/** `vllm bench serve --save-result` (and `benchmark_serving.py` before it): one JSON object a run, or an array of them from a sweep. */
import type { ImportedFigure, ImportNote } from '../../../core/imported/imported-figure.ts'
import type { RequestRecord } from '../../../core/request-record.ts'
import { sToNs } from '../../../core/units.ts'
import type { ImportFile, ImportFormat, ImportedRun } from '../../imported-run.ts'
import { figuresOf } from '../../reading/figures.ts'
import { type JsonObject, hasKeys, numberAt, objectsOf, pick, textAt } from '../../reading/json-values.ts'
import { absent, assumed, definition, summaryOnly } from '../../reading/notes.ts'
import { compactStampMs } from '../../reading/stamps.ts'
import { vllmMeaning } from './vllm-figures.ts'
import { vllmArrays, vllmRecords } from './vllm-records.ts'

const name = 'vllm-bench-serve'

export const vllmBenchServe: ImportFormat = {
  name,
  title: "vLLM's bench client",
  mark: 'JSON with request_throughput, num_prompts and median_ttft_ms or median_e2el_ms',
  matches: (file) => {
    const runs = objectsOf(file)
    return runs.length > 0 && runs.every(({ value }) => isRun(value))
  },
  parse: (file) => objectsOf(file).map(({ value, line }) => runOf(file, value, line)),
}

function isRun(value: JsonObject): boolean {
  return (
    hasKeys(value, 'request_throughput', 'num_prompts', 'completed') &&
    ('median_ttft_ms' in value || 'median_e2el_ms' in value)
  )
}

function runOf(file: ImportFile, value: JsonObject, line: number): ImportedRun {
  const records = vllmRecords(file, value, line)
  const figures = figuresOf(value, vllmMeaning, (key) => vllmArrays.includes(key))
  const planned = numberAt(value, 'num_prompts')
  const completed = numberAt(value, 'completed')
  const durationS = numberAt(value, 'duration')
  return {
    tool: name,
    toolVersion: textAt(value, 'vllm_version') ?? textAt(value, 'version'),
    name: vllmRunName(value),
    startedAtMs: compactStampMs(value.date),
    target: { url: textAt(value, 'base_url'), model: textAt(value, 'model_id'), facts: pick(value, facts) },
    settings: pick(value, settings),
    requests: { planned, completed, failed: numberAt(value, 'failed') ?? leftOver(planned, completed) },
    window: { durationNs: durationS === null ? null : sToNs(durationS) },
    records,
    figures,
    notes: notesOf(value, records, figures),
    environment: null,
  }
}

const facts = ['backend', 'endpoint_type', 'tokenizer_id', 'label']
const settings = ['num_prompts', 'request_rate', 'burstiness', 'max_concurrency', 'ramp_up_strategy', 'max_num_seqs']

/** Model, rate and concurrency: what tells the runs of a sweep apart. */
export function vllmRunName(value: JsonObject): string {
  const rate = value.request_rate
  const parts = [
    (textAt(value, 'model_id') ?? textAt(value, 'backend') ?? 'unknown').split('/').at(-1),
    rate === undefined || rate === 'inf' || rate === Infinity ? null : `${String(rate)}/s`,
    typeof value.max_concurrency === 'number' ? `${value.max_concurrency} at once` : null,
  ]
  return parts.filter((part) => part !== null).join(', ')
}

const leftOver = (planned: number | null, completed: number | null) =>
  planned === null || completed === null ? null : Math.max(0, planned - completed)

/** What its figures mean, of those that there are. */
export function vllmDefinitions(figures: readonly ImportedFigure[]): ImportNote[] {
  const has = ({ metric }: ImportNote) => figures.some((figure) => figure.metric?.startsWith(metric ?? '') === true)
  return definitions.filter(has)
}

const definitions: readonly ImportNote[] = [
  definition(
    'metrics.ttftServiceMs',
    'TTFT counts from the send to the first piece of the answer, which may hold no text',
  ),
  definition('metrics.tpotMs', 'TPOT is (E2E - TTFT) / (output tokens - 1), where E2E ends with the last piece'),
  definition('metrics.interChunkMs', 'its ITL is the gap between pieces, whatever number of tokens each holds'),
  definition('metrics.e2eServiceMs', 'E2E ends with the last piece of the answer, not with its last byte'),
]

function notesOf(
  value: JsonObject,
  records: readonly RequestRecord[] | null,
  figures: readonly ImportedFigure[],
): ImportNote[] {
  const notes = [
    ...vllmDefinitions(figures),
    assumed('window.startedAt', 'the date has no time zone; it is taken as UTC'),
  ]
  if (!Object.keys(value).some((key) => key.endsWith('_e2el_ms')))
    notes.push(absent('metrics.e2eServiceMs', 'no E2E (vllm bench serve --percentile-metrics ttft,tpot,itl,e2el)'))
  if (records === null) return [...notes, summaryOnly]
  if (!('start_times' in value)) notes.push(absent(null, 'not told when requests were sent: no course over time'))
  if (records.some(({ events }) => events.tokens.some((tokens) => tokens !== 1)))
    notes.push(
      assumed('metrics.itlMs', 'answers have not as many pieces as tokens; these are shared evenly among them'),
    )
  return notes
}
