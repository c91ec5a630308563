import { expect, test } from 'vitest'
import { compareSides } from '../../../../src/report/compare-sides.ts'
import type { Side } from '../../../../src/report/compare-runs.ts'
import { sampleSide } from '../../../helpers/sample-sides.ts'

const a = sampleSide('baseline')
const slower = sampleSide('slower', { slowness: 1.2, place: 1 })
const changeOf = (comparison: ReturnType<typeof compareSides>, metric: string, statistic: string | null) =>
  comparison.metrics.find((change) => change.metric === metric && change.statistic === statistic)
const changed = (side: Side, header: Partial<Side['runs'][number]['header']>): Side => ({
  ...side,
  runs: side.runs.map((run) => ({ ...run, header: { ...run.header, ...header } })),
})

test('runs of both sides with one seed are pairs, whatever order they were made in', () => {
  const mixed = { ...slower, runs: slower.runs.toReversed() }
  const comparison = compareSides([a, mixed])
  expect(comparison.inference).toMatchObject({ kind: 'paired', repeats: { a: 6, b: 6 }, exact: true, level: 4 / 64 })
  const tpot = changeOf(comparison, 'tpot', 'p50')
  for (const [k, ratio] of (tpot?.inferred?.pairs ?? []).entries()) {
    const [before, after] = [a.runs[k], slower.runs[k]].map((run) => run?.document.metrics.tpotMs.p50 as number)
    expect(ratio).toBeCloseTo((after as number) / (before as number) - 1, 9)
  }
})

test('a side a fifth slower is worse in every latency, by bounds that hold the fifth', () => {
  const tpot = changeOf(compareSides([a, slower]), 'tpot', 'p50')
  expect(tpot?.inferred).toMatchObject({ finding: 'worse' })
  expect(tpot?.inferred?.low).toBeGreaterThan(0.1)
  expect(tpot?.inferred?.low).toBeLessThan(tpot?.relative as number)
  expect(tpot?.inferred?.high).toBeGreaterThan(tpot?.relative as number)
  expect(tpot?.relative).toBeGreaterThan(0.15)
  expect(compareSides([a, slower]).findings[0]).toMatch(/^B is worse: .*TPOT p50 \+/)
})

test('the change of several runs is that of their geometric means, and so the mean of their pairs', () => {
  const tpot = changeOf(compareSides([a, slower]), 'tpot', 'p50')
  const pairs = tpot?.inferred?.pairs as readonly number[]
  const mean = pairs.reduce((sum, ratio) => sum + Math.log1p(ratio), 0) / pairs.length
  expect(tpot?.relative).toBeCloseTo(Math.expm1(mean), 9)
})

test('other seeds make no pairs, and fewer than five runs no bounds at all', () => {
  const apart = compareSides([a, sampleSide('apart', { firstSeed: 90, place: 1 })])
  expect(apart.inference).toMatchObject({ kind: 'unpaired', arrangements: 462 })
  expect(apart.metrics.every(({ inferred }) => inferred === null || inferred.pairs === null)).toBe(true)
  const few = compareSides([sampleSide('few', { runs: 4 }), slower])
  expect(few.inference).toEqual({ kind: 'none', reason: 'fewer than 5 each allow no bounds' })
  expect(few.statement).toMatch(/^4 runs of A and 6 of B: .*no inference is made/)
  expect(few.findings).toEqual([])
})

test('what differs between or within sides, an invalid run, and a run on both sides each forbid bounds', () => {
  const prints = (a.runs[0] as Side['runs'][number]).header.fingerprints
  const elsewhere = changed(slower, { fingerprints: { ...prints, workload: 'other' } })
  expect(compareSides([a, elsewhere])).toMatchObject({ comparable: false, inference: { kind: 'none' } })
  const [first, ...rest] = slower.runs as [Side['runs'][number], ...Side['runs']]
  const mixed = {
    ...slower,
    runs: [...changed({ name: '', runs: [first] }, elsewhere.runs[0]?.header ?? {}).runs, ...rest],
  }
  const within = compareSides([a, mixed])
  expect(within.cautions).toContain(
    'The runs of B differ among themselves in workload: they are no repeats of one run.',
  )
  expect(within).toMatchObject({ comparable: false, inference: { kind: 'none' } })
  const invalid = {
    ...slower,
    runs: [{ ...first, document: { ...first.document, status: 'invalid' as const } }, ...rest],
  }
  expect(compareSides([a, invalid])).toMatchObject({ comparable: false, inference: { kind: 'none' } })
  expect(compareSides([a, { ...slower, runs: [a.runs[0] as never, ...rest] }]).inference).toMatchObject({
    kind: 'none',
  })
})

test('runs of another machine have bounds, and the machine is told first', () => {
  const prints = (a.runs[0] as Side['runs'][number]).header.fingerprints
  const moved = changed(slower, { fingerprints: { ...prints, environment: 'other' } })
  const comparison = compareSides([a, moved])
  expect(comparison.cautions[0]).toMatch(/^The load came from different machines/)
  expect(comparison.inference.kind).toBe('paired')
})

test('runs of one side all made before the other’s are told to drift with the machine', () => {
  const late = { ...slower, runs: slower.runs.map((run) => ({ ...run, header: { ...run.header, startedAtMs: 4e12 } })) }
  expect(compareSides([a, late]).cautions.join()).toMatch(/made in turns/)
  expect(compareSides([a, slower]).cautions.join()).not.toMatch(/made in turns/)
})

test('a family of one has narrower bounds than the same metric in a family of six', () => {
  const width = (family: readonly string[] | undefined) => {
    const change = changeOf(compareSides([a, slower], { family }), 'tpot', 'p50')?.inferred
    return (change?.high as number) - (change?.low as number)
  }
  expect(width(['tpot.p50'])).toBeLessThan(width(undefined))
  expect(compareSides([a, slower], { family: ['ttft.p90'] }).metrics.filter(({ inferred }) => inferred)).toHaveLength(1)
})

test('a margin is told to be ruled out only where every bound is below it', () => {
  const same = sampleSide('same', { place: 1, spread: 0.002 })
  const steady = sampleSide('steady', { spread: 0.002 })
  const words = (margin: number) => compareSides([steady, same], { margin, family: ['tpot.p50'] }).findings.at(-1)
  expect(words(0.05)).toBe('No metric is worse by more than the margin of 5\u00a0%.')
  expect(words(0.0001)).toMatch(/^Worse by more than the margin of .* is not ruled out for TPOT p50/)
})

test('of three sides the first is the reference of the others, with bounds that hold for both at once', () => {
  const third = sampleSide('third', { slowness: 0.8, place: 2 })
  const comparison = compareSides([a, slower, third])
  expect(comparison.further).toHaveLength(1)
  const [other] = comparison.further
  expect(other?.sides).toMatchObject({ a: { letter: 'A', name: 'baseline' }, b: { letter: 'C', name: 'third' } })
  expect(other?.findings[0]).toMatch(/^C is better: /)
  expect(comparison.inference).toMatchObject({ level: 4 / 64, sides: 2 })
  expect(comparison.statement).toMatch(
    /the bounds hold for all 6 metrics that have them and all 2 sides against A at once/,
  )
  const widths = [compareSides([a, slower]), comparison].map(({ metrics }) =>
    metrics.flatMap(({ inferred }) =>
      inferred === null ? [] : [(inferred.high as number) - (inferred.low as number)],
    ),
  ) as [number[], number[]]
  const [alone, together] = widths
  for (const [j, width] of together.entries()) expect(width).toBeGreaterThanOrEqual((alone[j] as number) - 1e-12)
  expect(together.some((width, j) => width > (alone[j] as number) + 1e-9)).toBe(true)
})

test('the same runs give the same comparison, byte for byte', () => {
  expect(JSON.stringify(compareSides([a, slower]))).toBe(JSON.stringify(compareSides([a, slower])))
})
