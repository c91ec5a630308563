import { expect, test } from 'vitest'
import { readMetrics } from '../../../../../src/targets/server-metrics/read-metrics.ts'

const nothing = {
  ...{ running: null, waiting: null, kvUsedShare: null, preemptions: null, cachedTokens: null },
  ...{ promptTokens: null, generatedTokens: null },
}

test.each([
  [
    'vLLM',
    `# HELP vllm:num_requests_running Number of requests
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{engine="0",model_name="m"} 3.0
vllm:num_requests_waiting{engine="0",model_name="m"} 2.0
vllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.25
vllm:num_preemptions_total{engine="0",model_name="m"} 7.0
vllm:num_preemptions_created{engine="0",model_name="m"} 1.7e+09
vllm:prefix_cache_queries_total{engine="0",model_name="m"} 900.0
vllm:prefix_cache_hits_total{engine="0",model_name="m"} 640.0
vllm:prompt_tokens_total{engine="0",model_name="m"} 1000.0
vllm:generation_tokens_total{engine="0",model_name="m"} 300.0
`,
    {
      ...{ running: 3, waiting: 2, kvUsedShare: 0.25, preemptions: 7, cachedTokens: 640 },
      ...{ promptTokens: 1000, generatedTokens: 300 },
    },
  ],
  [
    'SGLang',
    'sglang:num_running_reqs{model_name="m"} 4\nsglang:num_queue_reqs{model_name="m"} 1\nsglang:token_usage{model_name="m"} 0.5\n',
    { ...nothing, running: 4, waiting: 1, kvUsedShare: 0.5 },
  ],
  [
    'TGI',
    'tgi_request_generated_tokens_sum 77\ntgi_queue_size 6\ntgi_batch_current_size 9\ntgi_batch_current_max_tokens 4\n',
    { ...nothing, running: 9, waiting: 6, generatedTokens: 77 },
  ],
  [
    'llama.cpp',
    'llamacpp:kv_cache_usage_ratio 0.1\nllamacpp:requests_processing 1\nllamacpp:requests_deferred 2\nllamacpp:tokens_predicted_total 9\nllamacpp:prompt_tokens_total 8',
    { ...nothing, running: 1, waiting: 2, kvUsedShare: 0.1, generatedTokens: 9, promptTokens: 8 },
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
