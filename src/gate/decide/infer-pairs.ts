import { detectableEffect, usualPower } from '../../stats/inference/detectable-effect.ts'
import type { MetricInference } from '../../stats/inference/max-t.ts'
import type { GateInference, GateMetric } from '../gate-document.ts'
import type { Look } from '../levels/looks.ts'
import { type MetricFigures, worsening } from './metric-figures.ts'
import { judgeMetric, undecidable } from './metric-verdict.ts'
import { pairsToDecide } from './pairs-to-decide.ts'
import { testPairs } from './test-pairs.ts'

export interface PairedQuestion {
  /** Of every run a value above 0. */
  readonly figures: readonly MetricFigures[]
  readonly pairs: number
  readonly alpha: number
  readonly looks: readonly Look[]
  /** From 1. */
  readonly look: number
  readonly spending: GateInference['spending']
  /** Where sign patterns must be drawn, the same runs draw the same. */
  readonly seed: string
}

/** What the pairs say of all metrics at once (DESIGN section 6, 2 to 6). */
export function inferPairs(question: PairedQuestion): {
  readonly inference: GateInference
  readonly metrics: readonly GateMetric[]
} {
  const { figures, pairs, alpha, looks, look, spending, seed } = question
  const asked = (looks[look - 1] as Look).alpha
  const differences = figures.map(differencesOf)
  const counts = looks.map((each) => each.pairs)
  const { found, level, spent } = testPairs({ differences, alpha, looks: counts, spending, seed })
  const one = { pairs, alpha: asked, level, family: figures.length }
  return {
    inference: {
      kind: 'paired',
      ...{ alpha, alphaSpent: spent, look, spending },
      looks: looks.map((each) => ({ pairs: each.pairs, alpha: each.alpha })),
      ...{ arrangements: found.arrangements, exact: found.exact, smallestP: 1 / found.arrangements },
      attainableAlpha: level,
      power: usualPower,
      notes: [],
    },
    metrics: figures.map((figure, j) =>
      judgedMetric(figure, differences[j] as number[], found.metrics[j] as MetricInference, one),
    ),
  }
}

/** ln ratios by pair, positive is worse. */
export const differencesOf = ({ baselineValues, candidateValues, direction }: MetricFigures): number[] =>
  baselineValues.map((value, k) => worsening(value, candidateValues[k] ?? null, direction) ?? Number.NaN)

interface Circumstances {
  readonly pairs: number
  readonly alpha: number
  readonly level: number | null
  readonly family: number
}

function judgedMetric(
  figures: MetricFigures,
  differences: readonly number[],
  { estimate, standardError, p, low, high, criticalT }: MetricInference,
  { pairs, alpha, level, family }: Circumstances,
): GateMetric {
  const detectable = level === null ? null : detectableEffect({ standardError, criticalT }, pairs - 1)
  const bounds = level === null ? { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY } : { low, high }
  const { verdict, why } =
    level === null
      ? undecidable(pairs, alpha)
      : judgeMetric({ ...bounds, detectable, marginShare: figures.marginShare })
  const margin = Math.log1p(figures.marginShare)
  const reached = level === null ? Number.POSITIVE_INFINITY : criticalT
  const progress = { estimate, standardError, pairs, criticalT: reached, alpha, family, margin }
  return {
    ...rowOf(figures),
    effectShare: Math.expm1(estimate),
    ...{ lowerShare: shareOf(bounds.low), upperShare: shareOf(bounds.high), pValue: p },
    detectableShare: detectable === null ? null : Math.expm1(detectable),
    pairsToDecide: verdict === 'inconclusive' ? pairsToDecide(progress) : 0,
    ...{ verdict, why, differences: [...differences] },
  }
}

/** Infinite logarithms are no bound. */
const shareOf = (log: number): number | null => (Number.isFinite(log) ? Math.expm1(log) : null)

/** What a metric's row has of the runs themselves. */
export const rowOf = ({ baselineValues, candidateValues, ...figures }: MetricFigures) => ({
  ...figures,
  baselineValues: [...baselineValues],
  candidateValues: [...candidateValues],
})

/** A row of runs that allow no inference. */
export function bareMetric(figures: MetricFigures, why: string): GateMetric {
  const { baselineValues, candidateValues, direction } = figures
  const length = Math.min(baselineValues.length, candidateValues.length)
  return {
    ...rowOf(figures),
    ...{ effectShare: null, lowerShare: null, upperShare: null, pValue: null, detectableShare: null },
    pairsToDecide: null,
    verdict: 'incomparable',
    why,
    differences: baselineValues
      .slice(0, length)
      .map((value, k) => worsening(value, candidateValues[k] ?? null, direction)),
  }
}
