/**
 * Makes workloads/distributions/*.json from recorded traces and prints how far draws from them are off.
 *
 *   node --import tsx scripts/fit-distributions.ts TRACES_FOLDER
 *
 * A file holds the quantiles of all input lengths and, for each of sixteen equal slices of the requests ordered by input
 * length, the quantiles of the output lengths in that slice: a joint distribution in a few kilobytes. The residual errors and the
 * rank correlation kept are part of the file, and tests hold them to their bounds.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { argv, stdout } from 'node:process'
import { type DistributionFile, drawPair } from '../src/workload/sources/distribution.ts'
import { readTrace } from '../src/workload/sources/traces/read-trace.ts'
import { tracePlan } from './fit/trace-plan.ts'
import { pairSummary, type Pair, quantile } from './fit/pair-summary.ts'

const dataset = {
  dataset: 'Azure LLM inference traces 2023',
  url: 'https://github.com/Azure/AzurePublicDataset',
  licence: 'CC-BY-4.0',
}

const fits = [
  {
    name: 'azure-conv-2023',
    description:
      'Conversations with a production service, November 2023: prompts of a thousand tokens, answers of a hundred',
    file: 'azure-llm-2023/AzureLLMInferenceTrace_conv.csv',
  },
  {
    name: 'azure-code-2023',
    description: 'Code completion in a production service, November 2023: long prompts, very short answers',
    file: 'azure-llm-2023/AzureLLMInferenceTrace_code.csv',
  },
] as const

const inputShares = [
  0, 0.001, 0.005, 0.01, 0.02, 0.035, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65,
  0.7, 0.75, 0.8, 0.84, 0.87, 0.9, 0.925, 0.95, 0.965, 0.98, 0.99, 0.995, 0.999, 1,
]
const outputShares = [
  0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.94,
  0.96, 0.98, 0.99, 0.995, 0.998, 1,
]
const slices = 16
const draws = 200_000

const traces = argv[2]
if (traces === undefined) throw new Error('usage: node --import tsx scripts/fit-distributions.ts TRACES_FOLDER')
for (const fit of fits) {
  const trace = await readTrace(tracePlan(join(traces, fit.file)))
  const pairs = [...trace.rows].map(({ inputTokens, outputTokens }) => [inputTokens, outputTokens] as const)
  const tables = fitTables(pairs)
  const file: DistributionFile = {
    format: 'infbench.distribution/1',
    name: fit.name,
    description: fit.description,
    origin: { ...dataset, file: fit.file, rows: pairs.length, sha256: trace.fingerprint },
    fit: { draws, trace: pairSummary(pairs), drawn: pairSummary(drawEvenly(tables)) },
    ...tables,
  }
  await writeFile(new URL(`../workloads/distributions/${fit.name}.json`, import.meta.url), print(file))
  stdout.write(residuals(file))
}

function fitTables(pairs: readonly Pair[]): Pick<DistributionFile, 'input' | 'output'> {
  const byInput = [...pairs].sort((a, b) => a[0] - b[0])
  const output = Array.from({ length: slices }, (_, i) => {
    const edge = (k: number) => Math.round((k * byInput.length) / slices)
    const outputs = byInput.slice(edge(i), edge(i + 1)).map(([, tokens]) => tokens)
    return { upTo: (i + 1) / slices, table: quantileTable(outputs, outputShares) }
  })
  return {
    input: quantileTable(
      byInput.map(([tokens]) => tokens),
      inputShares,
    ),
    output,
  }
}

/** Quantiles at the shares; a point on the straight line between its neighbours is left out. */
function quantileTable(values: readonly number[], shares: readonly number[]): [number, number][] {
  const sorted = [...values].sort((a, b) => a - b)
  const points = shares.map((share): [number, number] => [share, Math.round(quantile(sorted, share) * 10) / 10])
  return points.filter(([, value], i) => {
    const [before, after] = [points[i - 1], points[i + 1]]
    return before === undefined || after === undefined || before[1] !== value || after[1] !== value
  })
}

/** Draws that cover the unit square evenly (a rank-1 lattice by the golden ratio), so that residuals hold no sampling noise. */
function drawEvenly(tables: Pick<DistributionFile, 'input' | 'output'>): Pair[] {
  const golden = (Math.sqrt(5) - 1) / 2
  return Array.from({ length: draws }, (_, i) => {
    const { inputTokens, outputTokens } = drawPair(tables, (i + 0.5) / draws, (i * golden) % 1)
    return [inputTokens, outputTokens] as const
  })
}

/** One line a table, which keeps the file short and its changes readable. */
function print(file: DistributionFile): string {
  const lines = [
    ...(['format', 'name', 'description', 'origin'] as const).map((key) => `  "${key}": ${JSON.stringify(file[key])},`),
    `  "fit": {\n    "draws": ${file.fit.draws},`,
    `    "trace": ${JSON.stringify(file.fit.trace)},\n    "drawn": ${JSON.stringify(file.fit.drawn)}\n  },`,
    `  "input": ${JSON.stringify(file.input)},`,
    `  "output": [\n${file.output.map((slice) => `    ${JSON.stringify(slice)}`).join(',\n')}\n  ]`,
  ]
  return `{\n${lines.join('\n')}\n}\n`
}

function residuals({ name, fit: { trace, drawn } }: DistributionFile): string {
  const percent = (got: number, wanted: number) =>
    `${got} for ${wanted} (${((100 * (got - wanted)) / wanted).toFixed(2)} %)`
  const lines = (['input', 'output'] as const).flatMap((side) =>
    (['mean', 'p50', 'p90', 'p99'] as const).map(
      (figure) => `  ${side} ${figure}: ${percent(drawn[side][figure], trace[side][figure])}`,
    ),
  )
  return `${name}\n${lines.join('\n')}\n  rank correlation: ${drawn.rankCorrelation} for ${trace.rankCorrelation}\n`
}
