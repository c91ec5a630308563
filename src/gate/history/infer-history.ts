import { usualPower } from '../../stats/inference/detectable-effect.ts'
import { type PredictionLimits, predict, predictionLimits } from '../../stats/inference/prediction.ts'
import { percent } from '../../metrics/validity/numbers.ts'
import { rowOf } from '../decide/infer-pairs.ts'
import { type MetricFigures, worsening } from '../decide/metric-figures.ts'
import { type Judged, judgeMetric, worse } from '../decide/metric-verdict.ts'
import type { GateInference, GateMetric } from '../gate-document.ts'

/** What a prediction interval over past runs says of the newest ones, metric by metric; alpha is shared among the metrics. */
export function inferHistory(
  figures: readonly MetricFigures[],
  alpha: number,
): { readonly inference: GateInference; readonly metrics: readonly GateMetric[] } {
  const past = figures[0]?.baselineValues.length ?? 0
  const above = alpha / figures.length
  const limits = predictionLimits({ runs: past, metrics: figures.length, alpha })
  return {
    inference: {
      kind: 'prediction',
      ...{ alpha, alphaSpent: alpha, looks: [{ pairs: past, alpha }], look: 1, spending: null },
      ...{ arrangements: null, exact: true, smallestP: 0, attainableAlpha: alpha, power: usualPower },
      notes: [
        `one-sided, ${percent(above)} for each metric; one run beyond its bound warns, two in a row decide`,
        `two runs of the same system both lie beyond in any metric with a chance of ${percent(limits.level)} at most`,
        `t ${Number(limits.criticalT.toPrecision(4))} with ${past - 1} degrees of freedom`,
      ],
    },
    metrics: figures.map((each) => predicted(each, limits)),
  }
}

function predicted(figures: MetricFigures, limits: PredictionLimits): GateMetric {
  const { baselineValues, candidateValues, direction, marginShare } = figures
  const logarithms = (values: readonly (number | null)[]) =>
    values.map((value) => worsening(1, value, direction) ?? Number.NaN)
  const series = { past: logarithms(baselineValues), newest: logarithms(candidateValues) }
  const { shifts: differences, reach, p, detectable } = predict(series, limits)
  const { verdict, why, low, high } = judged(differences, reach, detectable, marginShare)
  const newest = differences.at(-1) as number
  return {
    ...rowOf(figures),
    effectShare: Math.expm1(newest),
    ...{ lowerShare: Math.expm1(low), upperShare: Math.expm1(high) },
    pValue: p,
    detectableShare: Math.expm1(detectable),
    pairsToDecide: verdict === 'inconclusive' ? null : verdict === 'warn' && differences.length < 2 ? 1 : 0,
    ...{ verdict, why, differences: [...differences] },
  }
}

interface Bounds {
  readonly low: number
  readonly high: number
}

/** Two breaches in a row are judged by the smaller; the newest alone can warn, or clear what the one before it did. */
function judged(
  differences: readonly number[],
  width: number,
  detectable: number | null,
  marginShare: number,
): Judged & Bounds {
  const newest = differences.at(-1) as number
  const before = differences.at(-2) ?? null
  const breaches = (difference: number) => difference - width > 0
  if (breaches(newest) && before !== null && breaches(before)) {
    const least = Math.min(newest, before)
    const bounds = { low: least - width, high: Math.max(newest, before) + width }
    return { ...judgeMetric({ ...bounds, detectable, marginShare }), ...bounds }
  }
  const bounds = { low: newest - width, high: newest + width }
  if (!breaches(newest)) return { ...judgeMetric({ ...bounds, detectable, marginShare }), ...bounds }
  const why = `at least ${worse(bounds.low)} than past runs, in the newest run alone: one more run beyond its bound makes it a regression`
  return { verdict: 'warn', why, ...bounds }
}
