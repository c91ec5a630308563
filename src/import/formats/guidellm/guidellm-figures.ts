/** Figures of GuideLLM: `metrics.<name>.<status>.<statistic>`; only those of successful requests translate. */
import type { Meaning } from '../../reading/figures.ts'

interface Named {
  readonly unit: string
  /** Place of the distribution in the run document. */
  readonly place?: string
}

const distributions: Readonly<Record<string, Named>> = {
  request_latency: { unit: 's', place: 'e2eServiceMs' },
  time_to_first_token_ms: { unit: 'ms', place: 'ttftServiceMs' },
  inter_token_latency_ms: { unit: 'ms', place: 'tpotMs' },
  time_per_output_token_ms: { unit: 'ms' },
  prompt_token_count: { unit: 'tokens' },
  output_token_count: { unit: 'tokens' },
  total_token_count: { unit: 'tokens' },
  output_tokens_per_second: { unit: 'tokens/s' },
  prompt_tokens_per_second: { unit: 'tokens/s' },
  tokens_per_second: { unit: 'tokens/s' },
  requests_per_second: { unit: 'requests/s' },
  request_concurrency: { unit: 'requests' },
}

const statistics: Readonly<Record<string, string>> = {
  ...{ mean: 'mean', median: 'p50', min: 'min', max: 'max', count: 'n' },
  ...{ 'percentiles.p50': 'p50', 'percentiles.p90': 'p90', 'percentiles.p95': 'p95', 'percentiles.p99': 'p99' },
}

const single: Readonly<Record<string, Meaning>> = {
  duration: { unit: 's', metric: 'window.durationS' },
  'request_totals.successful': { unit: 'requests', metric: 'requests.completed' },
  'request_totals.errored': { unit: 'requests', metric: 'requests.failed' },
  'metrics.request_totals.successful': { unit: 'requests', metric: 'requests.completed' },
  'metrics.request_totals.errored': { unit: 'requests', metric: 'requests.failed' },
  'metrics.requests_per_second.successful.mean': { unit: 'requests/s', metric: 'throughput.requestsPerS' },
  'metrics.output_tokens_per_second.successful.mean': { unit: 'tokens/s', metric: 'throughput.outputTokensPerS' },
  'metrics.prompt_tokens_per_second.successful.mean': { unit: 'tokens/s', metric: 'throughput.inputTokensPerS' },
  'metrics.prompt_token_count.successful.total_sum': { unit: 'tokens', metric: 'tokens.input' },
  'metrics.output_token_count.successful.total_sum': { unit: 'tokens', metric: 'tokens.output' },
}

/** The meaning of a key of a benchmark. */
export function guidellmMeaning(key: string): Meaning | null {
  const known = single[key]
  if (known !== undefined) return known
  const [, name = '', status = '', statistic = ''] = /^metrics\.([^.]+)\.([^.]+)\.(.+)$/.exec(key) ?? []
  const found = distributions[name]
  if (found === undefined) return key.endsWith('_time') ? { unit: 's' } : null
  if (statistic === 'count') return { unit: 'values', metric: placeOf(found, status, statistic) }
  return { unit: statistic === 'variance' ? `${found.unit}^2` : found.unit, metric: placeOf(found, status, statistic) }
}

function placeOf({ place }: Named, status: string, statistic: string): string | null {
  const ours = statistics[statistic]
  return place === undefined || ours === undefined || status !== 'successful' ? null : `metrics.${place}.${ours}`
}
