/** Figures of vLLM's bench client and of those that grew out of it: `p99_ttft_ms`, `median_itl_ms`, `output_throughput`. */
import type { Meaning } from '../../reading/figures.ts'

/** What the client calls a latency, and what that is here: it counts from the send, and gaps are between pieces. */
const latencies: Readonly<Record<string, string>> = {
  ttft: 'ttftServiceMs',
  tpot: 'tpotMs',
  itl: 'interChunkMs',
  e2el: 'e2eServiceMs',
  e2e_latency: 'e2eServiceMs',
}

const statistics: Readonly<Record<string, string>> = {
  ...{ mean: 'mean', median: 'p50', max: 'max', min: 'min' },
  ...{ p50: 'p50', p90: 'p90', p95: 'p95', p99: 'p99' },
}

const plain: Readonly<Record<string, Meaning>> = {
  duration: { unit: 's', metric: 'window.durationS' },
  completed: { unit: 'requests', metric: 'requests.completed' },
  failed: { unit: 'requests', metric: 'requests.failed' },
  num_prompts: { unit: 'requests', metric: 'requests.planned' },
  total_input_tokens: { unit: 'tokens', metric: 'tokens.input' },
  total_output_tokens: { unit: 'tokens', metric: 'tokens.output' },
  total_output_tokens_retokenized: { unit: 'tokens' },
  request_throughput: { unit: 'requests/s', metric: 'throughput.requestsPerS' },
  request_goodput: { unit: 'requests/s', metric: 'goodput.requestsPerS' },
  input_throughput: { unit: 'tokens/s', metric: 'throughput.inputTokensPerS' },
  output_throughput: { unit: 'tokens/s', metric: 'throughput.outputTokensPerS' },
  total_token_throughput: { unit: 'tokens/s' },
  total_throughput: { unit: 'tokens/s' },
  max_output_tokens_per_s: { unit: 'tokens/s' },
  max_concurrent_requests: { unit: 'requests' },
  concurrency: { unit: 'requests' },
  max_concurrency: { unit: 'requests' },
  request_rate: { unit: 'requests/s' },
}

/** The meaning of a key; `timeUnit`: of latencies whose key has no unit of its own. */
export function vllmMeaning(key: string, timeUnit: 's' | 'ms' = 'ms'): Meaning | null {
  const known = plain[key]
  if (known !== undefined) return known
  const parts = /^(mean|median|std|min|max|p\d+(?:\.\d+)?)_(ttft|tpot|itl|e2el|e2e_latency)(_ms)?$/.exec(key)
  if (parts === null) return null
  const [, statistic = '', latency = '', suffix] = parts
  const place = statistics[statistic]
  const metric = place === undefined ? null : `metrics.${latencies[latency]}.${place}`
  return { unit: suffix === undefined ? timeUnit : 'ms', metric }
}
