import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { pairSummary } from '../../../../../scripts/fit/pair-summary.ts'
import { seededRng } from '../../../../../src/core/rng.ts'
import { builtInDistributions, distributionUrl } from '../../../../../src/workload/sources/built-in.ts'
import {
  type DistributionFile,
  distributionFile,
  distributionSource,
  drawPair,
} from '../../../../../src/workload/sources/distribution.ts'
import { readPairs } from '../../../../../scripts/fit/fits.ts'

// figures of ../shared/data/README.md: p50, p90, p99, mean; null where that page has none
const published: Readonly<Record<string, { rows: number; input: Figures; output: Figures }>> = {
  'azure-conv-2023': { rows: 19_366, input: [1020, 2734, 4142, 1155], output: [129, 424, 601, 211] },
  'azure-code-2023': { rows: 8819, input: [1469, 5188, 7436, 2048], output: [13, 55, 252, 28] },
  'mooncake-conversation': { rows: 12_031, input: [6909, 27_367, 85_400, 12_035], output: [350, 597, 1119, 343] },
  'servegen-language': { rows: 223, input: [554, 1666, 2398, null], output: [127, 483, 862, null] },
  'servegen-reasoning': { rows: 11, input: [71, 853, 1927, null], output: [1651, 6205, 12_737, null] },
  'sharegpt-8k': { rows: 30_731, input: [1730, 5696, 7434, 2340], output: [415, 834, 998, 439] },
  'arxiv-summarization': { rows: 28_257, input: [2730, 3702, 3933, 2588], output: [167, 372, 3271, 291] },
  'deepseek-r1-reasoning': { rows: 4388, input: [902, 1281, 1432, 804], output: [2194, 9477, 32_768, 4043] },
  // of the 400 rows themselves, of which that page has the inputs
  'burstgpt-chat': { rows: 383, input: [353, 1436.6, 1958.4, 543.57], output: [238, 584.2, 1424.8, 288.8] },
  'agentic-coding': { rows: 5000, input: [205_149, 584_663, 817_397, 252_414], output: [248, 1477, 6103, 649] },
}
type Figures = readonly [p50: number, p90: number, p99: number, mean: number | null]

/** ServeGen's percentiles are those of shares; the pairs that stand for them are 60,000. */
const isPairs = (name: string) => name.startsWith('servegen-')

/** Whether a value has the percentile's share of draws below or at it, to within one in a hundred. */
function standsAt(figure: 'p50' | 'p90' | 'p99' | 'mean', value: number, pairs: Pairs, side: 'input' | 'output') {
  if (figure === 'mean') return false
  const values = pairs.map((pair) => pair[side === 'input' ? 0 : 1])
  const shareOf = (isCounted: (tokens: number) => boolean) => values.filter(isCounted).length / values.length
  const share = Number(figure.slice(1)) / 100
  return shareOf((tokens) => tokens < value) <= share + 0.01 && shareOf((tokens) => tokens <= value) >= share - 0.01
}

type Pairs = readonly (readonly [number, number])[]

/** Figures of the outputs in each eighth of the pairs, ordered by input. */
function outputsByInput(pairs: Pairs) {
  const sorted = [...pairs].sort((a, b) => a[0] - b[0])
  return Array.from(
    { length: 8 },
    (_, i) => pairSummary(sorted.slice((i * sorted.length) / 8, ((i + 1) * sorted.length) / 8)).output,
  )
}

const textOf = (name: string) => readFileSync(distributionUrl(name), 'utf8')
const fileOf = (name: string): DistributionFile => distributionFile.parse(JSON.parse(textOf(name)))
const pairsOf = (name: string, n: number) => {
  const [file, rng] = [fileOf(name), seededRng(name)]
  return Array.from({ length: n }, () => {
    const { inputTokens, outputTokens } = drawPair(file, rng.uniform(), rng.uniform())
    return [inputTokens, outputTokens] as const
  })
}

test.each(builtInDistributions)('%s states the published figures of its trace', (name) => {
  const { origin, fit } = fileOf(name)
  expect(origin.rows).toBe(published[name]?.rows)
  for (const side of ['input', 'output'] as const) {
    const { p50, p90, p99, mean } = fit.trace[side]
    for (const [i, value] of [p50, p90, p99, mean].entries()) {
      const wanted = published[name]?.[side][i] ?? null
      if (wanted === null) continue
      expect(Math.abs(value - wanted), `${side} at ${i}`).toBeLessThanOrEqual(isPairs(name) ? 0.02 * wanted : 0.81)
    }
  }
})

const edges: Readonly<Record<string, number>> = {
  // one answer in a hundred ran into the limit of 32,768: the percentile stands at the edge of a cliff
  'deepseek-r1-reasoning output p99': 0.08,
  // four of 383 answers are longer
  'burstgpt-chat output p99': 0.03,
}

test.each(builtInDistributions)(
  'draws from %s have the stated figures, and these are those of the trace within 2 %% (or a token)',
  (name) => {
    const { fit } = fileOf(name)
    const pairs = pairsOf(name, 100_000)
    const drawn = pairSummary(pairs)
    for (const side of ['input', 'output'] as const) {
      for (const figure of ['p50', 'p90', 'p99', 'mean'] as const) {
        const [trace, stated, got] = [fit.trace[side][figure], fit.drawn[side][figure], drawn[side][figure]]

        const most = edges[`${name} ${side} ${figure}`] ?? 0.02
        expect(Math.abs(stated - trace), `${side} ${figure}`).toBeLessThanOrEqual(Math.max(most * trace, 1))
        // where lengths jump, chance decides on which side a percentile falls: then its share must be right
        const isNear = Math.abs(got - stated) <= Math.max(0.03 * stated, 1)
        expect(isNear || standsAt(figure, stated, pairs, side), `${side} ${figure}: ${got} for ${stated}`).toBe(true)
      }
    }
    expect(Math.abs(fit.drawn.rankCorrelation - fit.trace.rankCorrelation)).toBeLessThan(0.02)
    expect(Math.abs(drawn.rankCorrelation - fit.drawn.rankCorrelation)).toBeLessThan(0.02)
  },
)

test.each(builtInDistributions)('no draw from %s exceeds the largest it states', (name) => {
  const source = distributionSource(name, textOf(name), 'x.json')
  const rng = seededRng(2)
  const largest = Math.max(
    ...Array.from({ length: 50_000 }, () => source.draw(rng)).map((row) => row.inputTokens + row.outputTokens),
  )
  expect(largest).toBeLessThanOrEqual(source.largestTokens ?? 0)
  expect(source).toMatchObject({ name, rows: null, notes: [] })
})

test.each(builtInDistributions)('%s is a few kilobytes', (name) => {
  expect(textOf(name).length).toBeLessThan(8192)
})

const folder = new URL('../../../../../../shared/data/traces/', import.meta.url).pathname
for (const name of builtInDistributions) {
  const { origin, fit } = fileOf(name)
  const trace = `${folder}${origin.file}`
  test.skipIf(!existsSync(trace))(
    `${name} is fitted to the recorded trace as it is (needs ../shared/data/traces)`,
    async () => {
      expect(pairSummary((await readPairs(folder, origin)).pairs)).toEqual(fit.trace)
    },
  )
  test.skipIf(!existsSync(trace))(
    `${name} keeps the outputs of short and long inputs apart (needs ../shared/data/traces)`,
    async () => {
      const recorded = outputsByInput((await readPairs(folder, origin)).pairs)
      const drawn = outputsByInput(pairsOf(name, 100_000))
      for (const [i, outputs] of recorded.entries()) {
        for (const figure of ['p50', 'p90', 'mean'] as const) {
          const [wanted, got] = [outputs[figure], drawn[i]?.[figure] ?? 0]
          expect(Math.abs(got - wanted), `eighth ${i}, ${figure}: ${got} for ${wanted}`).toBeLessThanOrEqual(
            Math.max((figure === 'p50' ? 0.07 : 0.15) * wanted, 1),
          )
        }
      }
      const means = recorded.map(({ mean }) => mean)
      expect(Math.max(...means) / Math.min(...means)).toBeGreaterThan(1.25) // or there were nothing to keep apart
    },
  )
}

test('a file that is no distribution is refused by its path', () => {
  expect(() => distributionSource('x', 'oops', 'x.json')).toThrow(
    expect.objectContaining({ code: 'source.unreadable', message: 'x.json: expected JSON, got other text' }),
  )
  expect(() => distributionSource('x', '{"format": "other"}', 'x.json')).toThrow(
    expect.objectContaining({
      code: 'source.unreadable',
      message: expect.stringContaining('x.json: format: expected an infbench.distribution/1 file'),
    }),
  )
})

test('the files are found from the sources and from the compiled tree', () => {
  const expected = 'file:///p/workloads/distributions/a.json'
  expect(distributionUrl('a', 'file:///p/src/workload/sources/built-in.ts').href).toBe(expected)
  expect(distributionUrl('a', 'file:///p/dist/src/workload/sources/built-in.js').href).toBe(expected)
})
