import { expect, test } from 'vitest'
import type { MetricInference } from '../../../../../src/stats/inference/max-t.ts'
import { type Rng, seededRng } from '../../../../../src/core/rng.ts'
import type { MetricChange } from '../../../../../src/report/comparison/comparison.ts'
import { boundsOfColumns, type Column, inferColumns } from '../../../../../src/report/comparison/infer-columns.ts'

const runs = 7
const family = ['ttft.p50', 'tpot.p50']

function changeOf(metric: string, a: readonly number[], b: readonly number[]): MetricChange {
  const figures = {
    a: a[0] ?? null,
    b: b[0] ?? null,
    absolute: 0,
    relative: 0,
    direction: 'same',
    weak: false,
  } as const
  const about = { metric, label: metric, statistic: 'p50', unit: 'ms', better: 'lower', inferred: null } as const
  return { ...about, ...figures, perRun: { a, b } }
}

/** Three sides against one, which all share its runs; errors of a run lean to one side, as those of latencies do. */
function columns(rng: Rng, paired: boolean, effect: number): readonly Column[] {
  const lean = () => -0.05 * Math.log(1 - rng.uniform())
  const block = Array.from({ length: runs }, () => 0.1 * rng.uniform())
  const side = (shift: number) => {
    const own = block.map((level) => [lean(), level + shift])
    const metric = (share: number) =>
      own.map(([error = 0, level = 0]) => 100 * Math.exp(level + share * error + lean()))
    return [metric(1), metric(0.5)] as const
  }
  const reference = side(0)
  return ['B', 'C', 'D'].map((seed) => {
    const other = side(effect)
    const changes = [0, 1].map((j) =>
      changeOf(j === 0 ? 'ttft' : 'tpot', reference[j] as readonly number[], other[j] as readonly number[]),
    )
    return { changes, paired, family, seed }
  })
}

const effect = 0.1
const together = (all: readonly Column[]) =>
  [...boundsOfColumns(all).byColumn.values()].flatMap(({ metrics }) => metrics)
const comparisons = 300
/** Of 300 comparisons at a level of 0.05 or just below: 27 in 99.9 % of all seeds. */
const mostFalse = 27

function missed(paired: boolean, metricsOf: (columns: readonly Column[]) => readonly MetricInference[]): number {
  const rng = seededRng(`columns ${paired}`)
  let count = 0
  for (let i = 0; i < comparisons; i++) {
    const found = metricsOf(columns(rng.fork(i), paired, effect))
    if (found.some(({ low, high }) => low > effect || high < effect)) count++
  }
  return count
}

test.each([
  ['with pairs', true],
  ['without pairs', false],
])('the bounds against three sides %s hold all at once as often as said', (_, paired) => {
  expect(missed(paired, together)).toBeLessThanOrEqual(mostFalse)
})

test('bounds made for each side alone would not: these bars bite', () => {
  const alone = (all: readonly Column[]) => all.flatMap((column) => together([column]))
  expect(missed(true, alone)).toBeGreaterThan(mostFalse)
})

test('sides with pairs share one level, sides without add theirs up', () => {
  const levels = (paired: boolean) =>
    inferColumns(columns(seededRng(1), paired, 0), null).map(({ inference }) =>
      inference.kind === 'none' ? null : [inference.level, inference.sides],
    )
  expect(levels(true)).toEqual(Array.from({ length: 3 }, () => [3 / 64, 3]))
  const one = Math.round((0.05 / 3) * 1716) / 1716
  for (const each of levels(false)) expect(each).toEqual([expect.closeTo(3 * one, 9), 3])
})

test('a side that has none of the metrics has no bounds, and costs the others none', () => {
  const [first, second] = columns(seededRng(2), true, 0) as [Column, Column]
  const [alone] = inferColumns([first], 0.05)
  const [beside, none] = inferColumns([first, { ...second, family: ['goodput'] }], 0.05)
  expect(beside).toEqual(alone)
  expect(none?.inference).toEqual({ kind: 'none', reason: 'none of goodput was observed above 0 in every run' })
})
