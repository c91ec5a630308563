import type { ServerFigures } from '../../core/server/server-sample.ts'

/**
 * Reads of a server's metrics (Prometheus text format 0.0.4 or OpenMetrics 1.0) what all servers have in common. A figure has one name per
 * server and age of it; the first that is there counts. Series of one name (engines behind one door, ranks of data parallelism,
 * sources of a cache) are added up, shares averaged, but what is told twice counts once (`countedAs`). Names as of vLLM 0.32 (and back
 * to 0.8, whose caches begin with `gpu_`), SGLang of 2026, TGI 3 and the llama.cpp server (whose cache's share went in 2025).
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
  preemptions: ['vllm:num_preemptions_total', 'sglang:num_retracted_requests_total', 'infbench_num_preemptions_total'],
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
  const series = new Map<string, Map<string, number>>()
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from)
    const to = end < 0 ? text.length : end
    const sample = text.charCodeAt(from) === hash ? null : sampleIn(text, from, to)
    if (sample !== null) add(series, sample)
    from = to + 1
  }
  if (series.size === 0) return null
  const figure = (key: keyof ServerFigures): number | null => {
    const told = series.get(names[key].find((name) => series.has(name)) ?? '')
    if (told === undefined) return null
    const values = [...told.values()]
    const sum = values.reduce((total, value) => total + value, 0)
    return key === 'kvUsedShare' ? sum / values.length : sum
  }
  return {
    ...{ running: figure('running'), waiting: figure('waiting'), kvUsedShare: figure('kvUsedShare') },
    ...{ preemptions: figure('preemptions'), cachedTokens: figure('cachedTokens') },
    ...{ promptTokens: figure('promptTokens'), generatedTokens: figure('generatedTokens') },
  }
}

function add(series: Map<string, Map<string, number>>, { name, labels, value }: Sample): void {
  const key = countedAs(name, labels)
  if (key === null) return
  const known = series.get(name) ?? new Map<string, number>()
  known.set(key, Math.max(value, known.get(key) ?? value))
  series.set(name, known)
}

/** Ranks of one engine, each of which tells the engine's figures where SGLang is asked for those of all its schedulers. */
const rankLabel = /^(?:tp_rank|pp_rank|moe_ep_rank)$/

/**
 * The labels that tell a series from others of its name; null: it is a part of another. SGLang gives its queues as a whole (priority="") and by
 * priority beside that.
 */
function countedAs(name: string, labels: string): string | null {
  if (labels === '' || !name.startsWith('sglang:')) return labels
  const pairs = [...labels.matchAll(/(\w+)="((?:\\.|[^"\\])*)"/g)]
  if (pairs.some(([, label, value]) => label === 'priority' && value !== '')) return null
  return pairs.flatMap(([pair, label = '']) => (rankLabel.test(label) ? [] : [pair])).join()
}

interface Sample {
  readonly name: string
  /** As they stand between the braces; empty: none. */
  readonly labels: string
  readonly value: number
}

const hash = '#'.charCodeAt(0)

/** `name{labels} value [time]`, where the name is known and the value a number. */
function sampleIn(text: string, from: number, to: number): Sample | null {
  const [, name = ''] = /^([A-Za-z_:][\w:]*)/.exec(text.slice(from, Math.min(to, from + 64))) ?? []
  if (!known.has(name)) return null
  const rest = text.slice(from + name.length, to)
  const [, labels = '', value] = /^(?:\{((?:"(?:\\.|[^"\\])*"|[^"}])*)\})?\s+(\S+)/.exec(rest) ?? []
  const number = Number(value)
  return value === undefined || !Number.isFinite(number) ? null : { name, labels, value: number }
}
