import type { ServerFigures } from '../../core/server/server-sample.ts'

/**
 * Reads of a server's metrics (Prometheus text format 0.0.4) what all servers have in common. A figure has one name per server; the
 * first that is there counts. Series of one name (several engines behind one door, several labels) are added up, shares averaged.
 * Only lines that begin with a known name are looked at: the whole of vLLM's page would cost a millisecond of the client's thread.
 */
const names: Readonly<Record<keyof ServerFigures, readonly string[]>> = {
  running: [
    ...['vllm:num_requests_running', 'sglang:num_running_reqs', 'tgi_batch_current_size'],
    ...['llamacpp:requests_processing', 'infbench_num_requests_running'],
  ],
  waiting: [
    ...['vllm:num_requests_waiting', 'sglang:num_queue_reqs', 'tgi_queue_size'],
    ...['llamacpp:requests_deferred', 'infbench_num_requests_waiting'],
  ],
  kvUsedShare: [
    ...['vllm:kv_cache_usage_perc', 'vllm:gpu_cache_usage_perc', 'sglang:token_usage'],
    ...['llamacpp:kv_cache_usage_ratio', 'infbench_kv_cache_usage_perc'],
  ],
  preemptions: ['vllm:num_preemptions_total', 'sglang:num_retracted_reqs', 'infbench_num_preemptions_total'],
  cachedTokens: ['vllm:prefix_cache_hits_total', 'vllm:gpu_prefix_cache_hits_total', 'sglang:cached_tokens_total'],
  promptTokens: [
    ...['vllm:prompt_tokens_total', 'sglang:prompt_tokens_total', 'tgi_request_input_length_sum'],
    ...['llamacpp:prompt_tokens_total', 'infbench_prompt_tokens_total'],
  ],
  generatedTokens: [
    ...['vllm:generation_tokens_total', 'sglang:generation_tokens_total', 'tgi_request_generated_tokens_sum'],
    ...['llamacpp:tokens_predicted_total', 'infbench_generation_tokens_total'],
  ],
}

const known = new Set(Object.values(names).flat())

/** The figures of a page; null where it has none of them. */
export function readMetrics(text: string): ServerFigures | null {
  const series = new Map<string, number[]>()
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from)
    const to = end < 0 ? text.length : end
    const sample = text.charCodeAt(from) === hash ? null : sampleIn(text, from, to)
    if (sample !== null) series.set(sample.name, [...(series.get(sample.name) ?? []), sample.value])
    from = to + 1
  }
  if (series.size === 0) return null
  const figure = (key: keyof ServerFigures): number | null => {
    const values = series.get(names[key].find((name) => series.has(name)) ?? '')
    if (values === undefined) return null
    const sum = values.reduce((total, value) => total + value, 0)
    return key === 'kvUsedShare' ? sum / values.length : sum
  }
  return {
    ...{ running: figure('running'), waiting: figure('waiting'), kvUsedShare: figure('kvUsedShare') },
    ...{ preemptions: figure('preemptions'), cachedTokens: figure('cachedTokens') },
    ...{ promptTokens: figure('promptTokens'), generatedTokens: figure('generatedTokens') },
  }
}

const hash = '#'.charCodeAt(0)

/** `name{labels} value [time]`, where the name is known and the value a number. */
function sampleIn(text: string, from: number, to: number): { readonly name: string; readonly value: number } | null {
  const [, name = ''] = /^([A-Za-z_:][\w:]*)/.exec(text.slice(from, Math.min(to, from + 64))) ?? []
  if (!known.has(name)) return null
  const rest = text.slice(from + name.length, to)
  const [, value] = /^(?:\{(?:"(?:\\.|[^"\\])*"|[^"}])*\})?\s+(\S+)/.exec(rest) ?? []
  const number = Number(value)
  return value === undefined || !Number.isFinite(number) ? null : { name, value: number }
}
