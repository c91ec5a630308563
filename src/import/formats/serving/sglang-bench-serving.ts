/** `python -m sglang.bench_serving --output-file`: a line of JSON a run, appended. */
import type { ImportNote } from '../../../core/imported/imported-figure.ts'
import { sToNs } from '../../../core/units.ts'
import type { ImportFile, ImportFormat, ImportedRun } from '../../imported-run.ts'
import { figuresOf } from '../../reading/figures.ts'
import { type JsonObject, hasKeys, numberAt, objectsOf, pick, textAt } from '../../reading/json-values.ts'
import { absent, definition, summaryOnly } from '../../reading/notes.ts'
import { vllmMeaning } from './vllm-figures.ts'
import { vllmArrays, vllmRecords } from './vllm-records.ts'

const name = 'sglang-bench-serving'

export const sglangBenchServing: ImportFormat = {
  name,
  title: "SGLang's bench_serving",
  mark: 'JSON lines with total_output_tokens_retokenized and duration',
  matches: (file) => {
    const runs = objectsOf(file)
    return (
      runs.length > 0 &&
      runs.every(({ value }) => hasKeys(value, 'total_output_tokens_retokenized', 'duration', 'completed'))
    )
  },
  parse: (file) => objectsOf(file).map(({ value, line }) => runOf(file, value, line)),
}

const settings = [
  ...['dataset_name', 'request_rate', 'max_concurrency', 'sharegpt_output_len'],
  ...['random_input_len', 'random_output_len', 'random_range_ratio', 'tag'],
]

function runOf(file: ImportFile, value: JsonObject, line: number): ImportedRun {
  const records = vllmRecords(file, value, line)
  const durationS = numberAt(value, 'duration')
  const completed = numberAt(value, 'completed')
  const failed = records === null ? null : records.filter(({ outcome }) => outcome.kind !== 'ok').length
  return {
    tool: name,
    toolVersion: textAt(value, 'server_info.version'),
    name: nameOf(value),
    startedAtMs: null,
    target: {
      url: null,
      model: textAt(value, 'server_info.model_path') ?? textAt(value, 'model_id'),
      facts: pick(value, ['backend']),
    },
    settings: pick(value, settings),
    requests: { planned: null, completed, failed },
    window: { durationNs: durationS === null ? null : sToNs(durationS) },
    records,
    figures: figuresOf(value, vllmMeaning, (key) => vllmArrays.includes(key)),
    notes: records === null ? [...notes, summaryOnly] : notes,
    environment: null,
  }
}

function nameOf(value: JsonObject): string {
  const rate = value.request_rate
  const paced = typeof rate === 'number' && Number.isFinite(rate) ? `${rate}/s` : 'as fast as it goes'
  const [input, output] = [numberAt(value, 'random_input_len'), numberAt(value, 'random_output_len')]
  const lengths = input === null || output === null ? '' : ` ${input} in, ${output} out`
  return `${textAt(value, 'backend') ?? 'sglang'} ${textAt(value, 'dataset_name') ?? ''}${lengths}, ${paced}`
}

const notes: readonly ImportNote[] = [
  definition('metrics.ttftServiceMs', 'TTFT counts from the send to the first piece of the answer'),
  definition('metrics.tpotMs', 'TPOT is (E2E - TTFT) / (output tokens - 1), where E2E ends with the last piece'),
  definition(
    'metrics.interChunkMs',
    'its ITL is the gap between pieces; versions that share a gap among its tokens do not say so',
  ),
  definition(
    'tokens.output',
    'output tokens are those asked for, which it has the server keep to; a count of its own tokenizer stands beside them',
  ),
  absent('requests.failed', 'failed requests are not counted'),
  absent('window.startedAt', 'no start: the time of the import is taken'),
]
