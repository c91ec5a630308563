import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { describe } from '../../../../../../src/stats/distribution.ts'
import { readTrace } from '../../../../../../src/workload/sources/traces/read-trace.ts'
import { tracePlan } from '../../../../../helpers/trace-case.ts'

/** Of ../shared/data/README.md: format, rows, input and output p50/p90/p99 (mean), span in s. */
type Figures = readonly [p50: number, p90: number, p99: number, mean: number]
const published: readonly (readonly [string, string, number, Figures | null, Figures | null, number | null])[] = [
  ['azure-llm-2023/AzureLLMInferenceTrace_code.csv', 'azure', 8819, [1469, 5188, 7436, 2048], [13, 55, 252, 28], 3436],
  [
    'azure-llm-2023/AzureLLMInferenceTrace_conv.csv',
    'azure',
    19_366,
    [1020, 2734, 4142, 1155],
    [129, 424, 601, 211],
    3502,
  ],
  [
    'mooncake/conversation_trace.jsonl.gz',
    'mooncake',
    12_031,
    [6909, 27_367, 85_400, 12_035],
    [350, 597, 1119, 343],
    3537,
  ],
  ['mooncake/synthetic_trace.jsonl.gz', 'mooncake', 3993, [11_587, 38_611, 66_456, 15_325], [69, 389, 768, 149], 1022],
  [
    'vidur/arxiv_summarization_stats_llama2_tokenizer_filtered_v2.csv',
    'vidur',
    28_257,
    [2730, 3702, 3933, 2588],
    [167, 372, 3271, 291],
    null,
  ],
  [
    'etalon-sarathi/sharegpt_8k_filtered_stats_llama2_tokenizer.csv',
    'vidur',
    30_731,
    [1730, 5696, 7434, 2340],
    [415, 834, 998, 439],
    null,
  ],
  [
    'etalon-sarathi/bwb_stats_llama2_tokenizer_filtered_v2.csv.gz',
    'vidur',
    33_768,
    [1037, 1453, 1800, 1067],
    [1601, 2149, 2533, 1613],
    null,
  ],
  ['length-summaries/sharegpt-vicuna.csv', 'table', 81_494, [72, 323, 570, 122], [1311, 2077, 2399, 1211], null],
  ['length-summaries/deepseek-r1.csv', 'table', 4388, [902, 1281, 1432, 804], [2194, 9477, 32_768, 4043], null],
  ['length-summaries/gpt-oss.csv', 'table', 6396, [4593, 7935, 12_416, 5011], null, null],
  ['length-summaries/swebench-lite.csv', 'table', 300, [334, 1081, 2967, 541], null, null],
  ['aibrix/8min_up_and_down.jsonl.gz', 'aibrix', 2026, [264, 525, 789, 294], [34, 179, 560, 73], 456],
  ['aibrix/5s.jsonl', 'aibrix', 203, [713, 1617, 2906, 796], [29, 482, 775, 131], 5],
  [
    'llmservingsim/sharegpt-llama-3.1-8b-300-sps10.jsonl.gz',
    'llmservingsim',
    300,
    [732, 1460, 2765, 857],
    [632, 770, 784, 653],
    29,
  ],
  [
    'llmservingsim/workload_me2_01_mixed.jsonl',
    'llmservingsim',
    608,
    [2910, 24_418, 28_448, 9218],
    [874, 11_809, 15_039, 3021],
    61,
  ],
  [
    'agentic/semianalysis-cc-traces-weka.head.normalized.jsonl',
    'cc-traces',
    761,
    [168_165, 294_626, 385_139, 165_036],
    [345, 1902, 7608, 787],
    null,
  ],
  [
    'agentic/semianalysis-cc-traces-weka.3000mib-sample.normalized.jsonl.gz',
    'cc-traces',
    5000,
    [205_149, 584_663, 817_397, 252_414],
    [248, 1477, 6103, 649],
    null,
  ],
  [
    'agentic/exgentic-agent-llm-traces.swebench-shard12.normalized.jsonl.gz',
    'exgentic',
    2294,
    [26_317, 46_612, 62_851, 27_541],
    [98, 577, 1745, 244],
    118 * 3600,
  ],
  ['agentic/lmcache-agentic-traces.shard4.normalized.jsonl', 'lmcache', 4976, null, [96, 370, 1546, 184], null],
  [
    'tracelab/example_round_trace.sanitized.jsonl',
    'tracelab',
    19,
    [32_272, 45_725, 48_162, 27_053],
    [273, 1452, 2419, 597],
    null,
  ],
]
const sessions: Readonly<Record<string, number>> = {
  'agentic/semianalysis-cc-traces-weka.head.normalized.jsonl': 7,
  'agentic/semianalysis-cc-traces-weka.3000mib-sample.normalized.jsonl.gz': 21,
  'agentic/exgentic-agent-llm-traces.swebench-shard12.normalized.jsonl.gz': 46,
  'agentic/lmcache-agentic-traces.shard4.normalized.jsonl': 209,
  'tracelab/example_round_trace.sanitized.jsonl': 2,
}

/** Think times in s, p50/p90/p99, of every row that tells one. */
const thinks: Readonly<Record<string, readonly [number, number, number]>> = {
  'agentic/semianalysis-cc-traces-weka.head.normalized.jsonl': [1.1, 54.6, 14_043],
  'agentic/semianalysis-cc-traces-weka.3000mib-sample.normalized.jsonl.gz': [1.8, 70.9, 2969],
  'agentic/lmcache-agentic-traces.shard4.normalized.jsonl': [0.7, 3.6, 23.4],
}

const folder = new URL('../../../../../../../shared/data/traces/', import.meta.url)
for (const [file, format, rows, input, output, spanS] of published) {
  const path = new URL(file, folder).pathname
  test.skipIf(!existsSync(path))(`${file} has its published figures (needs ../shared/data/traces)`, async () => {
    const read = await readTrace(tracePlan(path))
    expect([read.format, read.rows.length, read.badRows]).toEqual([format, rows, 0])
    const all = [...read.rows]
    for (const [figures, values] of [
      [input, all.map(({ inputTokens }) => inputTokens)],
      [output, all.map(({ outputTokens }) => outputTokens)],
    ] as const) {
      if (figures === null) continue
      const { p50, p90, p99, mean } = describe(values)
      for (const [i, value] of [p50, p90, p99, mean].entries()) {
        expect(Math.abs((value ?? 0) - (figures[i] as number)), `${figures.join('/')} at ${i}`).toBeLessThanOrEqual(
          0.81,
        ) // published rounded, rows of 0 raised to 1
      }
    }
    const span = all.at(-1)?.timestampNs ?? null
    if (spanS !== null) expect(Math.abs((span ?? 0) / 1e9 / spanS - 1)).toBeLessThan(0.02)
    const think = thinks[file]
    if (think !== undefined) {
      const told = all.flatMap(({ session }) => (session?.thinkNs == null ? [] : [session.thinkNs / 1e9]))
      const { p50, p90, p99 } = describe(told)
      expect(
        [p50, p90, p99].map((value, i) => Number((value ?? 0).toFixed(i === 2 && think[2] > 100 ? 0 : 1))),
      ).toEqual(think)
    }
    if (file in sessions) expect(new Set(all.map(({ session }) => session?.id)).size).toBe(sessions[file])
  })
}
