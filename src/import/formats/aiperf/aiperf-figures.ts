/** Figures of AIPerf and genai-perf: `<metric>.<statistic>`, each metric with its unit beside it. */
import type { Meaning } from '../../reading/figures.ts'
import { type JsonObject, textAt } from '../../reading/json-values.ts'

const distributions: Readonly<Record<string, string>> = {
  request_latency: 'e2eServiceMs',
  time_to_first_token: 'ttftServiceMs',
  inter_token_latency: 'tpotMs',
  inter_chunk_latency: 'interChunkMs',
  output_token_throughput_per_user: 'tpsPerUser',
}

const statistics: Readonly<Record<string, string>> = {
  ...{ avg: 'mean', min: 'min', max: 'max', p50: 'p50', p90: 'p90', p95: 'p95', p99: 'p99', count: 'n' },
}

/** One number a run, under `avg`. */
const single: Readonly<Record<string, string>> = {
  request_throughput: 'throughput.requestsPerS',
  output_token_throughput: 'throughput.outputTokensPerS',
  goodput: 'goodput.requestsPerS',
  request_count: 'requests.completed',
  error_request_count: 'requests.failed',
  total_isl: 'tokens.input',
  total_output_tokens: 'tokens.output',
  benchmark_duration: 'window.durationS',
}

const units: Readonly<Record<string, string>> = {
  sec: 's',
  seconds: 's',
  'requests/sec': 'requests/s',
  'tokens/sec': 'tokens/s',
  'tokens/sec/user': 'tokens/s',
}

/** What the keys of this summary mean. */
export function aiperfMeaning(summary: JsonObject): (key: string) => Meaning | null {
  return (key) => {
    const [parent, statistic] = [key.slice(0, key.lastIndexOf('.')), key.slice(key.lastIndexOf('.') + 1)]
    const told = textAt(summary, `${parent}.unit`)
    const unit = told === null ? null : (units[told] ?? told)
    const place = distributions[parent]
    const ours = statistics[statistic]
    if (place !== undefined) return { unit, metric: ours === undefined ? null : `metrics.${place}.${ours}` }
    return { unit, metric: statistic === 'avg' ? single[parent] : null }
  }
}
