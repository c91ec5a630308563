/** Summaries of InferenceX (SemiAnalysis), whose client grew out of vLLM's: the same keys without `_ms`, in seconds. */
import { sToNs } from '../../../core/units.ts'
import type { ImportFormat, ImportedRun } from '../../imported-run.ts'
import { figuresOf } from '../../reading/figures.ts'
import { type JsonObject, hasKeys, numberAt, objectsOf, pick, textAt } from '../../reading/json-values.ts'
import { assumed, summaryOnly, unit } from '../../reading/notes.ts'
import { compactStampMs } from '../../reading/stamps.ts'
import { vllmDefinitions, vllmRunName } from './vllm-bench-serve.ts'
import { vllmMeaning } from './vllm-figures.ts'

const name = 'inferencex'

export const inferencex: ImportFormat = {
  name,
  title: "InferenceX's serving client",
  mark: 'JSON with median_ttft, median_tpot and request_throughput, in seconds',
  matches: (file) => {
    const runs = objectsOf(file)
    return (
      runs.length > 0 && runs.every(({ value }) => hasKeys(value, 'median_ttft', 'request_throughput', 'completed'))
    )
  },
  parse: (file) => objectsOf(file).map(({ value }) => runOf(value)),
}

function runOf(value: JsonObject): ImportedRun {
  const figures = figuresOf(value, (key) => vllmMeaning(key, 's'))
  const durationS = numberAt(value, 'duration')
  const planned = numberAt(value, 'num_prompts')
  const completed = numberAt(value, 'completed')
  return {
    ...{ tool: name, toolVersion: null, name: `${vllmRunName(value)}${lengths(value)}` },
    startedAtMs: compactStampMs(value.date),
    target: { url: null, model: textAt(value, 'model_id'), facts: pick(value, ['backend', 'tokenizer_id']) },
    settings: pick(value, ['num_prompts', 'request_rate', 'burstiness', 'max_concurrency']),
    requests: { planned, completed, failed: planned === null || completed === null ? null : planned - completed },
    window: { durationNs: durationS === null ? null : sToNs(durationS) },
    records: null,
    figures,
    notes: [
      ...vllmDefinitions(figures),
      unit('metrics', 'latencies are in seconds'),
      assumed('window.startedAt', 'the date has no time zone; it is taken as UTC'),
      summaryOnly,
    ],
    environment: null,
  }
}

/** Lengths are what tells the runs of a study apart; the file has their sums. */
function lengths(value: JsonObject): string {
  const completed = numberAt(value, 'completed')
  const [input, output] = [numberAt(value, 'total_input_tokens'), numberAt(value, 'total_output_tokens')]
  if (!completed || input === null || output === null) return ''
  return `, ${Math.round(input / completed)} in, ${Math.round(output / completed)} out`
}
