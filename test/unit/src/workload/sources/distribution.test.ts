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
import { rowsOf } from '../../../../helpers/trace-case.ts'

// figures of ../shared/data/README.md: p50, p90, p99, mean
const published = {
  'azure-conv-2023': { rows: 19_366, input: [1020, 2734, 4142, 1155], output: [129, 424, 601, 211] },
  'azure-code-2023': { rows: 8819, input: [1469, 5188, 7436, 2048], output: [13, 55, 252, 28] },
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
  expect(origin.rows).toBe(published[name].rows)
  for (const side of ['input', 'output'] as const) {
    const { p50, p90, p99, mean } = fit.trace[side]
    expect(
      [p50, p90, p99, mean].map((value, i) => Math.abs(value - (published[name][side][i] as number)) <= 0.51),
    ).toEqual([true, true, true, true])
  }
})

test.each(builtInDistributions)(
  'draws from %s have the stated figures, and these are those of the trace within 2 %% (or a token)',
  (name) => {
    const { fit } = fileOf(name)
    const drawn = pairSummary(pairsOf(name, 100_000))
    for (const side of ['input', 'output'] as const) {
      for (const figure of ['p50', 'p90', 'p99', 'mean'] as const) {
        const [trace, stated, got] = [fit.trace[side][figure], fit.drawn[side][figure], drawn[side][figure]]
        expect(Math.abs(stated - trace), `${side} ${figure}`).toBeLessThanOrEqual(Math.max(0.02 * trace, 1))
        expect(Math.abs(got - stated), `${side} ${figure}`).toBeLessThanOrEqual(Math.max(0.03 * stated, 1))
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

for (const name of builtInDistributions) {
  const { origin, fit } = fileOf(name)
  const trace = new URL(`../../../../../../shared/data/traces/${origin.file}`, import.meta.url)
  test.skipIf(!existsSync(trace))(
    `${name} is fitted to the recorded trace as it is (needs ../shared/data/traces)`,
    async () => {
      const rows = await rowsOf(readFileSync(trace, 'utf8'))
      expect(pairSummary(rows.map((row) => [row.inputTokens, row.outputTokens] as const))).toEqual(fit.trace)
    },
  )
  test.skipIf(!existsSync(trace))(
    `${name} keeps the outputs of short and long inputs apart (needs ../shared/data/traces)`,
    async () => {
      const rows = await rowsOf(readFileSync(trace, 'utf8'))
      const recorded = outputsByInput(rows.map((row) => [row.inputTokens, row.outputTokens] as const))
      const drawn = outputsByInput(pairsOf(name, 100_000))
      for (const [i, outputs] of recorded.entries()) {
        for (const figure of ['p50', 'p90', 'mean'] as const) {
          const [wanted, got] = [outputs[figure], drawn[i]?.[figure] ?? 0]
          expect(Math.abs(got - wanted), `eighth ${i}, ${figure}: ${got} for ${wanted}`).toBeLessThanOrEqual(
            Math.max((figure === 'p50' ? 0.06 : 0.15) * wanted, 1),
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
