/**
 * Makes workloads/distributions/*.json from recorded traces and prints how far draws from them are off.
 *
 *   node --import tsx scripts/fit-distributions.ts TRACES_FOLDER [NAME ...]
 *
 * A file holds the quantiles of all input lengths and, for each of sixteen (fewer of a short trace) equal slices of the requests
 * ordered by input length, the quantiles of the output lengths in that slice: a joint distribution in a few kilobytes. The residual errors and the
 * rank correlation kept are part of the file, and tests hold them to their bounds.
 */
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { argv, stdout } from 'node:process'
import { type DistributionFile, drawPair } from '../src/workload/sources/distribution.ts'
import { fits, readPairs } from './fit/fits.ts'
import { pairSummary, type Pair } from './fit/pair-summary.ts'
import { quantilePoints } from './fit/quantile-points.ts'

/** Points of the table of inputs, which always has the percentiles that are stated, and of each table of outputs. */
const inputPoints = 40
const stated = [0.5, 0.9, 0.99]
const tails = [0.5, 0.9, 0.98, 0.99, 0.995]
const outputPoints = 28
const mostSlices = 16
const leastInSlice = 48
const draws = 200_000

const traces = argv[2]
if (traces === undefined) throw new Error('usage: node --import tsx scripts/fit-distributions.ts TRACES_FOLDER')
const wanted = argv.slice(3)
for (const fit of fits) {
  if (wanted.length > 0 && !wanted.includes(fit.name)) continue
  if (!existsSync(join(traces, fit.file))) {
    stdout.write(`${fit.name}: left as it is, ${fit.dataset.url} has its ${fit.file}\n`)
    continue
  }
  const { pairs, rows, sha256 } = await readPairs(traces, fit)
  const tables = fitTables(pairs)
  const file: DistributionFile = {
    format: 'infbench.distribution/1',
    name: fit.name,
    description: fit.description,
    origin: { ...fit.dataset, file: fit.file, rows, sha256 },
    fit: { draws, trace: pairSummary(pairs), drawn: pairSummary(drawEvenly(tables)) },
    ...tables,
  }
  await writeFile(new URL(`../workloads/distributions/${fit.name}.json`, import.meta.url), print(file))
  stdout.write(residuals(file))
}

function fitTables(pairs: readonly Pair[]): Pick<DistributionFile, 'input' | 'output'> {
  const slices = Math.max(1, Math.min(mostSlices, Math.floor(pairs.length / leastInSlice)))
  const byInput = [...pairs].sort((a, b) => a[0] - b[0])
  const output = Array.from({ length: slices }, (_, i) => {
    const edge = (k: number) => Math.round((k * byInput.length) / slices)
    const outputs = byInput.slice(edge(i), edge(i + 1)).map(([, tokens]) => tokens)
    return { upTo: (i + 1) / slices, table: quantilePoints(outputs, tails, outputPoints) }
  })
  return {
    input: quantilePoints(
      byInput.map(([tokens]) => tokens),
      stated,
      inputPoints,
    ),
    output,
  }
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
