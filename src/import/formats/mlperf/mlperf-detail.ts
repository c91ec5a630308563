/** `mlperf_log_detail.txt` of MLPerf's LoadGen: lines `:::MLLOG {"key": ..., "value": ...}`. */
import type { Fact, ImportFile, ImportFormat, ImportedRun } from '../../imported-run.ts'
import { figure, type Meaning } from '../../reading/figures.ts'
import { importFault } from '../../reading/import-fault.ts'
import { isObject } from '../../reading/json-values.ts'
import { parseJson } from '../../reading/parse-json.ts'
import { summaryRun } from '../../reading/summary-run.ts'
import { type MlperfLatency, mlperfNotes, mlperfPlace } from './mlperf-meaning.ts'

const name = 'mlperf-detail'
const mark = ':::MLLOG '

export const mlperfDetail: ImportFormat = {
  name,
  title: "MLPerf LoadGen's detailed log",
  mark: 'lines that begin with :::MLLOG',
  matches: ({ content, text }) => content.kind === 'text' && text.trimStart().startsWith(mark),
  parse: (file) => [runOf(file)],
}

interface Entry {
  readonly key: string
  readonly value: unknown
}

function entriesOf(file: ImportFile): readonly Entry[] {
  return file.text.split('\n').flatMap((text, index) => {
    if (!text.startsWith(mark)) return []
    const parsed = parseJson(text.slice(mark.length))
    if (!('value' in parsed)) throw importFault(file, { line: index + 1, message: parsed.fault })
    const { value } = parsed
    return isObject(value) && typeof value.key === 'string' ? [{ key: value.key, value: value.value }] : []
  })
}

const isFact = (value: unknown): value is Fact => ['string', 'number', 'boolean'].includes(typeof value)

function runOf(file: ImportFile): ImportedRun {
  const entries = entriesOf(file)
  const textOf = (key: string) => {
    const found = entries.find((entry) => entry.key === key)?.value
    return typeof found === 'string' ? found : null
  }
  const scenario = textOf('effective_scenario') ?? textOf('requested_scenario')
  const results = entries.filter(({ key, value }) => typeof value === 'number' && isResult(key))
  const facts = entries.filter((entry) => isFact(entry.value) && !results.includes(entry))
  const queries = results.find(({ key }) => key === 'result_query_count')?.value
  const completed = typeof queries === 'number' ? queries : null
  return summaryRun({
    tool: name,
    toolVersion: textOf('loadgen_version'),
    name: ['MLPerf', scenario, textOf('sut_name')].filter((part) => part !== null).join(', '),
    target: { url: null, model: null, facts: {} },
    requests: { planned: null, completed, failed: null },
    settings: Object.fromEntries(facts.map(({ key, value }) => [key, value as Fact])),
    figures: results.map(({ key, value }) => figure(key, value as number, meaningOf(key, scenario))),
    notes: mlperfNotes(scenario, textOf('result_validity')),
  })
}

const isResult = (key: string) => /^(?:result|early_stopping)_/.test(key)

function meaningOf(key: string, scenario: string | null): Meaning | null {
  if (key === 'result_query_count') return { unit: 'requests', metric: 'requests.completed' }
  if (/^result_(?:completed_samples_per_sec|samples_per_second)$/.test(key))
    return { unit: 'requests/s', metric: 'throughput.requestsPerS' }
  if (key === 'result_tokens_per_second') return { unit: 'tokens/s', metric: 'throughput.outputTokensPerS' }
  if (/_per_sec$|_qps_|_throughput_with_/.test(key)) return { unit: key.includes('token') ? 'tokens/s' : 'requests/s' }
  if (!/_ns$|_to_output_token_|_latency_[sm]s$/.test(key)) return null
  const kind: MlperfLatency = /first_token/.test(key) ? 'firstToken' : /output_token/.test(key) ? 'perToken' : 'latency'
  const [, percent, word] = /(?:_(\d+\.\d+)_percentile|_(min|max|mean)(?:_|$))/.exec(key) ?? []
  const statistic = percent ?? word
  // A query of several samples (MultiStream) is not what a request is.
  const place = statistic === undefined || /query_latency/.test(key) ? null : mlperfPlace(kind, statistic, scenario)
  return { unit: 'ns', metric: place }
}
