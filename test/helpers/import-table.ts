import type { RunDocument } from '../../src/metrics/run-document.ts'
import { distributionMetrics, runMetrics } from '../../src/metrics/definitions.ts'
import { importFormats } from '../../src/import/detect-format.ts'
import { importedDocuments } from './import-document.ts'
import { sampleFile } from './import-samples.ts'

/** Of each format the recorded result that shows most of it, and what lies beside it. */
const shown: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'vllm-bench-serve': ['vllm-bench-serve/vllm_sweep_v0.25.1/run=0.json'],
  inferencex: ['inferencex-vllm-glm5/glm5_fp8_vllm_tp8_isl1024_osl128_conc4.json'],
  'sglang-bench-serving': ['sglang-bench-serving/llama_3_3_70b_online_output.jsonl'],
  guidellm: ['guidellm/benchmarks.json.gz'],
  aiperf: ['aiperf/qwen_concurrency2/profile_export_aiperf.json', 'aiperf/qwen_concurrency2/profile_export.jsonl'],
  'inference-perf': ['inference-perf/stage_0_lifecycle_metrics.json'],
  llmperf: ['llmperf/individual_anyscale_7b.json', 'llmperf/summary_anyscale_7b.json'],
  'llmservingsim-vllm': [
    'llmservingsim-vllm/RTX4090_Llama-3.1-8B.requests.jsonl',
    'llmservingsim-vllm/RTX4090_Llama-3.1-8B.timeseries.csv',
  ],
  'burstgpt-replay': [
    'burstgpt-replay/detail_log_scale100_prompt500.json',
    'burstgpt-replay/vllm_log_scale100_prompt500.csv',
  ],
  'mistralrs-cpu': ['mistralrs-cpu/results_x86.jsonl'],
}

const bySource = 'none: by its documentation and sources'

/** A row per format: name, tool, sample, requests and figures in it, what the document then has and lacks. */
export function importTable(): readonly string[] {
  return importFormats.map(({ name, title, mark }) => {
    const sample = shown[name]
    const cells = sample === undefined ? [bySource, `known by ${mark.replaceAll('|', '\\|')}`, ''] : sampleCells(sample)
    return `| \`${name}\` | ${title} | ${cells.join(' | ')} |`
  })
}

function sampleCells([path, ...beside]: readonly [string, ...string[]]): string[] {
  const [document] = importedDocuments(sampleFile(path, beside))
  if (document?.imported === undefined) throw new Error(`${path} gave no run`)
  const { figures, basis } = document.imported
  const translated = figures.filter(({ metric }) => metric !== null).length
  const from = basis === 'records' ? 'its requests; ' : ''
  const held = `${from}${figures.length} figures, ${translated} translated`
  return [
    [path, ...beside].map((name) => `\`${name}\``).join(' with '),
    `${held}: ${present(document).join(', ')}`,
    missing(document).join(', '),
  ]
}

const core = [
  'TTFT service',
  'TPOT',
  'ITL',
  'Inter-chunk',
  'E2E service',
  'Output throughput',
  'Input throughput',
  'RPS',
]

function present({ metrics, throughput }: RunDocument): string[] {
  const values = throughput as unknown as Readonly<Record<string, unknown>>
  return [
    ...distributionMetrics.filter(({ key }) => metrics[key].n > 0).map(({ label }) => label),
    ...runMetrics
      .filter(({ path }) => path[0] === 'throughput' && typeof values[path[1]] === 'number')
      .map(({ label }) => label),
  ]
}

const missing = (document: RunDocument) => core.filter((label) => !present(document).includes(label))
