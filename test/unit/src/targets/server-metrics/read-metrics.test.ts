import { expect, test } from 'vitest'
import { readMetrics } from '../../../../../src/targets/server-metrics/read-metrics.ts'

const nothing = {
  ...{ running: null, waiting: null, kvUsedShare: null, preemptions: null, cachedTokens: null },
  ...{ promptTokens: null, generatedTokens: null },
}

// Pages hold the names, types, labels and order of the servers' own sources and documentation, cut to a few lines of each kind.
test.each([
  [
    'vLLM 0.32', // docs.vllm.ai usage/metrics, vllm/v1/metrics/loggers.py
    `# HELP vllm:num_requests_running Number of requests in model execution batches.
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{engine="0",model_name="m"} 3.0
# HELP vllm:num_requests_waiting Number of requests waiting to be processed.
# TYPE vllm:num_requests_waiting gauge
vllm:num_requests_waiting{engine="0",model_name="m"} 2.0
vllm:num_requests_waiting_by_reason{engine="0",model_name="m",reason="capacity"} 2.0
# TYPE vllm:kv_cache_usage_perc gauge
vllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.25
# TYPE vllm:prefix_cache_queries_total counter
vllm:prefix_cache_queries_total{engine="0",model_name="m"} 900.0
vllm:prefix_cache_queries_created{engine="0",model_name="m"} 1.7e+09
vllm:prefix_cache_hits_total{engine="0",model_name="m"} 640.0
vllm:prefix_cache_hits_created{engine="0",model_name="m"} 1.7e+09
vllm:external_prefix_cache_hits_total{engine="0",model_name="m"} 11.0
vllm:num_preemptions_total{engine="0",model_name="m"} 7.0
vllm:num_preemptions_created{engine="0",model_name="m"} 1.7e+09
vllm:prompt_tokens_total{engine="0",model_name="m"} 1000.0
vllm:prompt_tokens_by_source_total{engine="0",model_name="m",source="local_compute"} 360.0
vllm:prompt_tokens_cached_total{engine="0",model_name="m"} 640.0
vllm:generation_tokens_total{engine="0",model_name="m"} 300.0
# TYPE vllm:request_prompt_tokens histogram
vllm:request_prompt_tokens_bucket{engine="0",le="1.0",model_name="m"} 0.0
vllm:request_prompt_tokens_sum{engine="0",model_name="m"} 1000.0
vllm:inter_token_latency_seconds_count{engine="0",model_name="m"} 290.0
`,
    {
      ...{ running: 3, waiting: 2, kvUsedShare: 0.25, preemptions: 7, cachedTokens: 640 },
      ...{ promptTokens: 1000, generatedTokens: 300 },
    },
  ],
  [
    'vLLM 0.8, whose caches have names of their own', // vllm/v1/metrics/loggers.py of that age
    `vllm:num_requests_running{model_name="m"} 1.0
vllm:gpu_cache_usage_perc{model_name="m"} 0.5
vllm:gpu_prefix_cache_queries_total{model_name="m"} 90.0
vllm:gpu_prefix_cache_hits_total{model_name="m"} 64.0
`,
    { ...nothing, running: 1, kvUsedShare: 0.5, cachedTokens: 64 },
  ],
  [
    'vLLM 0.10, which has old and new names side by side',
    'vllm:gpu_cache_usage_perc{engine="0"} 0.5\nvllm:kv_cache_usage_perc{engine="0"} 0.5\nvllm:gpu_prefix_cache_hits_total{engine="0"} 9\nvllm:prefix_cache_hits_total{engine="0"} 9\n',
    { ...nothing, kvUsedShare: 0.5, cachedTokens: 9 },
  ],
  [
    'SGLang, with priorities, and figures of all ranks of a tensor-parallel engine', // sglang/srt/observability/metrics_collector.py
    [0, 1]
      .map(
        (
          rank,
        ) => `sglang:num_running_reqs{engine_type="unified",model_name="m",moe_ep_rank="0",pp_rank="0",priority="",tp_rank="${rank}"} 4.0
sglang:num_running_reqs{engine_type="unified",model_name="m",moe_ep_rank="0",pp_rank="0",priority="1",tp_rank="${rank}"} 3.0
sglang:num_running_reqs{engine_type="unified",model_name="m",moe_ep_rank="0",pp_rank="0",priority="2",tp_rank="${rank}"} 1.0
sglang:num_queue_reqs{engine_type="unified",model_name="m",moe_ep_rank="0",pp_rank="0",priority="",tp_rank="${rank}"} 1.0
sglang:token_usage{engine_type="unified",model_name="m",moe_ep_rank="0",pp_rank="0",priority="",tp_rank="${rank}"} 0.5
sglang:num_retracted_reqs{engine_type="unified",model_name="m",pid="${70 + rank}",tp_rank="${rank}"} 1.0
sglang:num_retracted_requests_total{engine_type="unified",model_name="m",moe_ep_rank="0",pp_rank="0",tp_rank="${rank}"} 48.0
`,
      )
      .join('') +
      `sglang:prompt_tokens_total{model_name="m"} 8.128902e+06
sglang:generation_tokens_total{model_name="m"} 7.557572e+06
sglang:cached_tokens_total{cache_source="device",model_name="m"} 500.0
sglang:cached_tokens_total{cache_source="host",model_name="m"} 40.0
sglang:cache_hit_rate{model_name="m"} 0.0075
`,
    {
      ...{ running: 4, waiting: 1, kvUsedShare: 0.5, preemptions: 48, cachedTokens: 540 },
      ...{ promptTokens: 8128902, generatedTokens: 7557572 },
    },
  ],
  [
    'SGLang of 2024, where retractions were a gauge of the last batch and nothing was counted',
    'sglang:num_running_reqs{model_name="m"} 4\nsglang:num_retracted_reqs{model_name="m"} 1\n',
    { ...nothing, running: 4 },
  ],
  [
    'SGLang with ranks of data parallelism, each of which has requests of its own',
    [0, 1].map((rank) => `sglang:num_running_reqs{dp_rank="${rank}",priority="",tp_rank="${rank}"} 4\n`).join(''),
    { ...nothing, running: 8 },
  ],
  [
    'TGI 3', // huggingface.co docs reference/metrics
    `# TYPE tgi_batch_current_size gauge
tgi_batch_current_size 9
tgi_batch_current_max_tokens 4
tgi_queue_size 6
# TYPE tgi_request_input_length histogram
tgi_request_input_length_bucket{le="100"} 2
tgi_request_input_length_bucket{le="+Inf"} 3
tgi_request_input_length_sum 450
tgi_request_input_length_count 3
tgi_request_generated_tokens_bucket{le="+Inf"} 3
tgi_request_generated_tokens_sum 77
tgi_request_generated_tokens_count 3
`,
    { ...nothing, running: 9, waiting: 6, promptTokens: 450, generatedTokens: 77 },
  ],
  [
    'the llama.cpp server', // tools/server/README.md
    `# HELP llamacpp:prompt_tokens_total Number of prompt tokens processed.
# TYPE llamacpp:prompt_tokens_total counter
llamacpp:prompt_tokens_total 33065
llamacpp:prompt_seconds_total 235.743
llamacpp:tokens_predicted_total 7801
llamacpp:n_decode_total 8000
llamacpp:n_busy_slots_per_decode 1.5
llamacpp:prompt_tokens_seconds 140.25
llamacpp:predicted_tokens_seconds 30.5
llamacpp:requests_processing 1
llamacpp:requests_deferred 2
`,
    { ...nothing, running: 1, waiting: 2, generatedTokens: 7801, promptTokens: 33065 },
  ],
  [
    'the llama.cpp server until 2025, which told the share of its cache',
    'llamacpp:kv_cache_usage_ratio 0.1\nllamacpp:kv_cache_tokens 40\nllamacpp:requests_processing 1\n',
    { ...nothing, running: 1, kvUsedShare: 0.1 },
  ],
  [
    'a page in OpenMetrics, with times, exemplars and an end',
    '# TYPE vllm:prompt_tokens counter\nvllm:prompt_tokens_total{engine="0"} 17.0 1700000000.5 # {trace_id="a} 9"} 1.0\nvllm:prompt_tokens_created{engine="0"} 1.7e9\n# EOF\n',
    { ...nothing, promptTokens: 17 },
  ],
  [
    'the bundled engine',
    'infbench_num_requests_running{model_name="a\\"b}"} 2\ninfbench_num_requests_waiting 0\ninfbench_kv_cache_usage_perc 0.75\ninfbench_num_preemptions_total 1\n',
    { ...nothing, running: 2, waiting: 0, kvUsedShare: 0.75, preemptions: 1 },
  ],
])('%s is read', (_, text, figures) => {
  expect(readMetrics(text)).toEqual(figures)
})

test('engines behind one door are added up, their shares averaged', () => {
  const text = [0, 1].map(
    (i) => `vllm:num_requests_running{engine="${i}"} 3\nvllm:kv_cache_usage_perc{engine="${i}"} 0.${i}`,
  )
  expect(readMetrics(text.join('\n'))).toEqual({ ...nothing, running: 6, kvUsedShare: 0.05 })
})

test('a page of something else, or of no numbers, tells nothing', () => {
  expect(readMetrics('<!doctype html>')).toBeNull()
  expect(readMetrics('process_cpu_seconds_total 4\n')).toBeNull()
  expect(readMetrics('vllm:num_requests_running NaN\n')).toBeNull()
})
