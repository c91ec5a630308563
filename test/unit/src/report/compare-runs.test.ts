import { expect, test } from 'vitest'
import { summarize } from '../../../../src/metrics/summarize.ts'
import { compareRuns, type RunSide } from '../../../../src/report/compare-runs.ts'
import { changeOf } from '../../../../src/report/comparison/compare-metrics.ts'
import { type SampleOptions, sampleRun } from '../../../helpers/sample-run.ts'

function side(options: SampleOptions, header: Partial<RunSide['header']> = {}): RunSide {
  const run = sampleRun({ requests: 120, ...options })
  const full = { ...run.header, ...header }
  return { header: full, document: summarize(full, run.records) }
}
const prints = sampleRun({ requests: 1 }).header.fingerprints
const a = side({})

test('a run against itself differs in nothing and says so', () => {
  const comparison = compareRuns(a, a)
  expect(comparison.statement).toBe('Both sides are the same run: every difference is 0.')
  expect(comparison.conditions.every(({ same, fields }) => same && fields.length === 0)).toBe(true)
  for (const change of comparison.metrics) expect(['same', 'unknown']).toContain(change.direction)
})

test('two runs allow no claim of significance', () => {
  const b = side({ slowness: 1.3 }, { runId: 'other' })
  expect(compareRuns(a, b).statement).toMatch(/^One run each: .*allows no claim that one target is faster/)
})

test('a slower run reads as worse, by the amounts of the two documents', () => {
  const b = side({ slowness: 1.5 }, { runId: 'other' })
  const change = compareRuns(a, b).metrics.find((row) => row.metric === 'tpot' && row.statistic === 'p50')
  const [before, after] = [a.document.metrics.tpotMs.p50 as number, b.document.metrics.tpotMs.p50 as number]
  expect(change).toMatchObject({ a: before, b: after, direction: 'worse', better: 'lower', unit: 'ms' })
  expect(change?.absolute).toBeCloseTo(after - before, 9)
  expect(change?.relative).toBeCloseTo(after / before - 1, 9)
})

test('another workload comes first, names its fields and makes the runs incomparable', () => {
  const b = side({ ratePerSecond: 8, seed: 9 }, { runId: 'other', fingerprints: { ...prints, workload: 'other' } })
  const comparison = compareRuns(a, b)
  expect(comparison.comparable).toBe(false)
  expect(comparison.cautions[0]).toBe('The workloads differ: the figures answer different questions.')
  expect(comparison.conditions[0]).toMatchObject({ area: 'workload', same: false })
  expect(comparison.conditions[0]?.fields).toEqual(
    expect.arrayContaining([
      { field: 'Arrivals', a: 'as a Poisson process of 4 per second', b: 'as a Poisson process of 8 per second' },
      { field: 'Seed', a: '7', b: '9' },
    ]),
  )
})

test('a difference that no described line shows is named by its path in the plan', () => {
  const plan = a.header.plan as { drainNs: number }
  const b = side({}, { plan: { ...plan, drainNs: 1 }, fingerprints: { ...prints, workload: 'other' } })
  const [workload] = compareRuns(a, b).conditions
  expect(workload?.fields).toEqual([{ field: 'drainNs', a: String(plan.drainNs), b: '1' }])
})

test('another target is the point of a comparison and no caution', () => {
  const b = side({ model: 'other-model' }, { runId: 'other', fingerprints: { ...prints, target: 'other' } })
  const comparison = compareRuns(a, b)
  expect(comparison.conditions.find(({ area }) => area === 'target')?.fields).toEqual([
    { field: 'Model', a: 'llama-3.1-8b-instruct', b: 'other-model' },
  ])
  expect(comparison.cautions.filter((caution) => caution.includes('target'))).toEqual([])
})

test('an invalid side makes the runs incomparable and says why', () => {
  const b = side({ failShare: 1 }, { runId: 'other' })
  const comparison = compareRuns(a, b)
  expect(comparison.comparable).toBe(false)
  expect(comparison.cautions.some((caution) => caution.startsWith('B is invalid: '))).toBe(true)
  const ttft = comparison.metrics.find((row) => row.metric === 'ttft')
  expect(ttft).toMatchObject({ b: null, absolute: null, relative: null, direction: 'unknown' })
})

test.each([
  [100, 110, 'lower', 'worse', 0.1],
  [100, 110, 'higher', 'better', 0.1],
  [100, 90, 'lower', 'better', -0.1],
  [1000, 1004, 'lower', 'same', 0.004],
  [0, 5, 'lower', 'worse', null],
  [0, 0, 'lower', 'same', null],
  [null, 5, 'lower', 'unknown', null],
] as const)('%d to %d where %s is better reads as %s', (before, after, better, direction, relative) => {
  const change = changeOf(before, after, better)
  expect(change.direction).toBe(direction)
  if (relative === null) expect(change.relative).toBeNull()
  else expect(change.relative).toBeCloseTo(relative, 12)
})

test('the comparison is plain JSON', () => {
  const comparison = compareRuns(a, side({ slowness: 2 }))
  expect(JSON.parse(JSON.stringify(comparison))).toEqual(comparison)
  expect(comparison.schema).toBe('infbench.compare/1')
})
