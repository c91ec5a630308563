import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { readServeGen } from '../../src/workload/sources/servegen/read-clients.ts'
import { drawPmf } from '../../src/workload/sources/servegen/client-requests.ts'
import { readTrace } from '../../src/workload/sources/traces/read-trace.ts'
import type { Pair } from './pair-summary.ts'
import { tracePlan } from './trace-plan.ts'

/** A built-in distribution: what it is, and the recorded traffic it is fitted to. */
export interface Fit {
  readonly name: string
  readonly description: string
  readonly dataset: { readonly dataset: string; readonly url: string; readonly licence: string }
  /** Path below the traces' folder; for ServeGen a folder of chunks. */
  readonly file: string
  /** Rows from the first; absent: all. */
  readonly take?: number
  /** Whether rows without an answer are requests that failed, and are left out. */
  readonly failuresAreRows?: boolean
}

const azure = {
  dataset: 'Azure LLM inference traces 2023',
  url: 'https://github.com/Azure/AzurePublicDataset',
  licence: 'CC-BY-4.0',
}
const mooncake = { dataset: 'Mooncake', url: 'https://github.com/kvcache-ai/Mooncake', licence: 'Apache-2.0' }
const servegen = { dataset: 'ServeGen', url: 'https://github.com/alibaba/ServeGen', licence: 'Apache-2.0' }
const etalon = {
  dataset: 'Etalon processed traces',
  url: 'https://github.com/project-etalon/etalon',
  licence: 'Apache-2.0',
}
const vidur = { dataset: 'Vidur processed traces', url: 'https://github.com/microsoft/vidur', licence: 'MIT' }
const redhat = {
  dataset: 'MLPerf DeepSeek-R1 lengths, OpenShift performance dashboard',
  url: 'https://github.com/openshift-psap/performance-dashboard',
  licence: 'Apache-2.0',
}
const weka = {
  dataset: 'cc-traces-weka-no-subagents-051226',
  url: 'https://huggingface.co/datasets/semianalysisai/cc-traces-weka-no-subagents-051226',
  licence: 'Apache-2.0',
}

const burstgpt = { dataset: 'BurstGPT', url: 'https://github.com/HPMLL/BurstGPT', licence: 'none stated in its README' }

/** Every built-in distribution. */
export const fits: readonly Fit[] = [
  {
    name: 'azure-conv-2023',
    description:
      'Conversations with a production service, November 2023: prompts of a thousand tokens, answers of a hundred',
    dataset: azure,
    file: 'azure-llm-2023/AzureLLMInferenceTrace_conv.csv',
  },
  {
    name: 'azure-code-2023',
    description: 'Code completion in a production service, November 2023: long prompts, very short answers',
    dataset: azure,
    file: 'azure-llm-2023/AzureLLMInferenceTrace_code.csv',
  },
  {
    name: 'mooncake-conversation',
    description:
      'Conversations of a service for long contexts (Kimi): prompts of 7,000 tokens and up to 126,000; lengths only, no sharing',
    dataset: mooncake,
    file: 'mooncake/conversation_trace.jsonl.gz',
  },
  {
    name: 'servegen-language',
    description:
      'Four large clients of a general production model, each window weighted by its rate; input and output independent',
    dataset: servegen,
    file: 'servegen/language/m-large',
  },
  {
    name: 'servegen-reasoning',
    description:
      'Five clients of a production reasoning model (DeepSeek-R1): short prompts, thousands of tokens out, thinking included',
    dataset: servegen,
    file: 'servegen/reason/deepseek-r1',
  },
  {
    name: 'sharegpt-8k',
    description: 'Conversations that people shared, history included, up to 8,000 tokens of Llama 2',
    dataset: etalon,
    file: 'etalon-sarathi/sharegpt_8k_filtered_stats_llama2_tokenizer.csv',
  },
  {
    name: 'arxiv-summarization',
    description: 'Scientific articles to be summed up: long prompts, abstracts as answers',
    dataset: vidur,
    file: 'vidur/arxiv_summarization_stats_llama2_tokenizer_filtered_v2.csv',
  },
  {
    name: 'deepseek-r1-reasoning',
    description:
      'Mathematics, code and science questions to a reasoning model: answers of thousands of tokens, up to 32,768',
    dataset: redhat,
    file: 'length-summaries/deepseek-r1.csv',
  },
  {
    name: 'burstgpt-chat',
    description:
      'Conversations with ChatGPT and GPT-4 on a campus: the answered ones of the first 400 requests of BurstGPT, its first morning',
    dataset: burstgpt,
    file: 'burstgpt/BurstGPT_1.csv',
    take: 400,
    failuresAreRows: true,
  },
  {
    name: 'agentic-coding',
    description:
      'Calls of coding agents: contexts of 200,000 tokens that grow call by call, answers of some hundreds; lengths only, no sharing',
    dataset: weka,
    file: 'agentic/semianalysis-cc-traces-weka.3000mib-sample.normalized.jsonl.gz',
  },
]

/** The recorded pairs of a fit, how many rows they come from, and the fingerprint of those. */
export async function readPairs(
  traces: string,
  { file, take, failuresAreRows }: Pick<Fit, 'file' | 'take' | 'failuresAreRows'>,
): Promise<{ readonly pairs: readonly Pair[]; readonly rows: number; readonly sha256: string }> {
  const path = join(traces, file)
  if (file.startsWith('servegen/')) return serveGenPairs(path)
  const { rows, fingerprint } = await readTrace({ ...tracePlan(path), take: take ?? null })
  const all = Array.from(rows, ({ inputTokens, outputTokens }) => [inputTokens, outputTokens] as const)
  // A request without tokens is read as one of a single token each way.
  const pairs = failuresAreRows === true ? all.filter(([input, output]) => input > 1 || output > 1) : all
  const sha256 = take === undefined ? fingerprint : createHash('sha256').update(JSON.stringify(all)).digest('hex')
  return { pairs, rows: pairs.length, sha256 }
}

/** Pairs in all, of the windows that have lengths. */
const mostPairs = 60_000

/** Pairs spread evenly over the two distributions of each window (a rank-1 lattice), as many as its client's rate asks for. */
async function serveGenPairs(path: string) {
  const { clients, fingerprint } = await readServeGen(path)
  const windows = clients.flatMap(({ windows: arrivals, lengths }) =>
    lengths.map((window) => ({
      ...window,
      rate: arrivals.find(({ startS }) => startS === window.startS)?.ratePerSecond ?? 0,
    })),
  )
  const total = windows.reduce((sum, { rate }) => sum + rate, 0)
  const golden = (Math.sqrt(5) - 1) / 2
  const pairs = windows.flatMap(({ input, output, rate }) => {
    const n = Math.round((mostPairs * rate) / total)
    return Array.from(
      { length: n },
      (_, i) => [drawPmf(input, (i + 0.5) / n), drawPmf(output, (i * golden) % 1)] as const,
    )
  })
  return { pairs, rows: windows.length, sha256: fingerprint }
}
