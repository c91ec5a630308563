import { expect, test } from 'vitest'
import { openFile } from '../../../../../../src/import/reading/open-file.ts'
import { importedDocuments } from '../../../../../helpers/import-document.ts'
import { importedRuns, jsonFile, missingFigures, ours } from '../../../../../helpers/import-samples.ts'

test('InferenceX tells seconds: they become milliseconds, and the lengths go into the name', () => {
  const value = {
    ...{ date: '20260213-115450', model_id: 'zai/GLM', num_prompts: 4, request_rate: 'inf', max_concurrency: 2 },
    ...{ duration: 10, completed: 4, total_input_tokens: 400, total_output_tokens: 40, request_throughput: 0.4 },
    ...{
      input_throughput: 40,
      output_throughput: 4,
      median_ttft: 1.5,
      p99_ttft: 3,
      median_tpot: 0.04,
      median_e2el: 6.25,
    },
  }
  const [run] = importedRuns(jsonFile(value))
  expect(run).toMatchObject({ tool: 'inferencex', name: 'GLM, 2 at once, 100 in, 10 out', requests: { failed: 0 } })
  expect(missingFigures(value, run!)).toEqual([])
  expect(ours(run!, 'metrics.ttftServiceMs.p50')).toBe(1500)
  expect(ours(run!, 'metrics.tpotMs.p50')).toBe(40)
  expect(ours(run!, 'throughput.inputTokensPerS')).toBe(40)
})

test('SGLang writes a run a line, with infinite rates as Python does, and requests where details were asked for', () => {
  const summary = {
    ...{ backend: 'sglang', dataset_name: 'random', request_rate: 2, completed: 2, duration: 4, random_input_len: 8 },
    ...{ random_output_len: 4, total_input_tokens: 16, total_output_tokens: 6, total_output_tokens_retokenized: 6 },
    ...{ median_ttft_ms: 30, median_itl_ms: 10, mean_e2e_latency_ms: 55, output_throughput: 1.5 },
  }
  const details = {
    input_lens: [8, 8],
    output_lens: [4, 2],
    ttfts: [0.03, 0.03],
    itls: [[0.01, 0.01, 0.01], [0.02]],
    errors: ['', ''],
  }
  const text = `${JSON.stringify(summary).replace('"request_rate":2', '"request_rate":Infinity')}\n${JSON.stringify({ ...summary, ...details })}\n`
  const [fast, detailed] = importedRuns(openFile('out.jsonl', text))
  expect(fast?.settings.request_rate).toBe('Infinity')
  expect(fast?.figures.find(({ key }) => key === 'request_rate')).toMatchObject({ value: 'Infinity', ours: null })
  expect(fast?.name).toBe('sglang random 8 in, 4 out, as fast as it goes')
  expect(ours(fast!, 'metrics.e2eServiceMs.mean')).toBe(55)
  expect(detailed?.records).toHaveLength(2)
  expect(detailed?.requests).toEqual({ planned: null, completed: 2, failed: 0 })
})

test('a line that is none of them makes the file one of no known format', () => {
  const line = { total_output_tokens_retokenized: 1, duration: 1, completed: 1, median_ttft_ms: 3 }
  const mixed = openFile('mixed.jsonl', `${JSON.stringify(line)}\n{"other": 1}\n`)
  expect(() => importedRuns(mixed)).toThrow('mixed.jsonl: expected results of a known tool, got JSON lines with keys')
})

const request = {
  error_code: null,
  error_msg: '',
  inter_token_latency_s: 0.02,
  ttft_s: 0.4,
  end_to_end_latency_s: 2.4,
  request_output_throughput_token_per_s: 42,
  number_total_tokens: 651,
  number_output_tokens: 101,
  number_input_tokens: 550,
}
const summary = {
  version: '2023-08-31',
  model: 'org/m',
  num_concurrent_requests: 5,
  results_ttft_s_quantiles_p50: 0.4,
  results_end_to_end_latency_s_quantiles_p99: 2.4,
  results_number_input_tokens_min: '550',
  results_num_requests_started: 2,
  results_number_errors: 1,
  results_num_completed_requests: 1,
  results_num_completed_requests_per_min: 30,
  results_mean_output_throughput_token_per_s: 50.5,
  timestamp: 1703135943,
}

test('LLMPerf: a summary and its requests are one run, which has no send lag, for no file tells one', () => {
  const failed = {
    ...request,
    error_code: 429,
    error_msg: 'Too Many Requests\nmore',
    ttft_s: 0,
    end_to_end_latency_s: 0,
    number_output_tokens: 0,
  }
  const beside = jsonFile([request, failed], 'x_individual_responses.json')
  const file = openFile('x_summary.json', JSON.stringify(summary), [beside])
  const [run] = importedRuns(file)
  expect(run?.figures.find(({ key }) => key === 'results_number_input_tokens_min')?.value).toBe('550')
  expect(run?.window.durationNs).toBe(2e9)
  const [document] = importedDocuments(file)
  expect(document?.requests).toMatchObject({ completed: 1, failed: 1, failures: { http: 1 } })
  expect(document?.metrics.ttftServiceMs).toMatchObject({ n: 1, p50: 400 })
  // (2.4 s - 0.4 s) over 100 later tokens
  expect(document?.metrics.tpotMs.p50).toBeCloseTo(20, 9)
  expect(document?.metrics.sendLagMs).toMatchObject({ n: 0, p99: null })
})

test('LLMPerf requests alone are a run of which the load is not known; a request without its time is told with its key', () => {
  const [run] = importedRuns(jsonFile([request], 'individual.json'))
  expect(run).toMatchObject({ name: 'LLMPerf run', settings: {}, requests: { completed: 1, failed: 0 } })
  expect(() => importedRuns(jsonFile([{ ...request, ttft_s: 'soon' }], 'individual.json'))).toThrow(
    'individual.json ttft_s: expected seconds, got "soon"',
  )
})
