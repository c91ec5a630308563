import type { GateDocument, GateInference, GateMetric } from '../gate-document.ts'
import { percent } from '../../metrics/validity/numbers.ts'
import { studentQuantile } from '../../stats/inference/noncentral-t.ts'
import type { ExplainStep } from './explain-step.ts'
import { figure, four, logShare, meanOf, spreadOf } from './figures.ts'

/** The way from past runs to the verdict on the newest, computed anew from the values in the document. */
export function explainHistory(
  { metrics, baseline, candidate }: GateDocument,
  metric: GateMetric,
  { alpha }: GateInference,
): readonly ExplainStep[] {
  const past = (metric.baselineValues as number[]).map(Math.log)
  const above = alpha / metrics.length
  const t = studentQuantile(above, past.length - 1)
  const error = spreadOf(past) * Math.sqrt(1 + 1 / past.length)
  return [
    pastStep(metric, baseline.runs, past),
    intervalStep(metric, { count: past.length, above, alpha, family: metrics.length, t, error }),
    newestStep(metric, candidate.runs, t * error),
    {
      title: '4  Verdict',
      lines: [
        `margin = ln(1 + ${percent(metric.marginShare)}) = ${four(Math.log1p(metric.marginShare))}`,
        'Two runs in a row beyond the bound are judged by the smaller of the two; one alone warns.',
        `${metric.verdict}: ${metric.why}`,
      ],
      table: null,
    },
  ]
}

function pastStep(
  { baselineValues, unit, direction }: GateMetric,
  runs: readonly string[],
  past: readonly number[],
): ExplainStep {
  return {
    title: `1  The ${past.length} past runs`,
    lines: [
      `One number per run, in ${unit}; ${direction} is better.`,
      `mean of ln S = ${four(meanOf(past))}, s = ${four(spreadOf(past))}`,
    ],
    table: {
      head: ['run', 'S', 'ln S'],
      rows: baselineValues.map((value, i) => [runs[i] ?? '-', figure(value), figure(past[i])]),
    },
  }
}

interface Interval {
  readonly count: number
  readonly above: number
  readonly alpha: number
  readonly family: number
  readonly t: number
  readonly error: number
}

function intervalStep(metric: GateMetric, { count, above, alpha, family, t, error }: Interval): ExplainStep {
  const { detectableShare } = metric
  const found =
    detectableShare === null
      ? 'none'
      : `${logShare(Math.log1p(detectableShare))}, where both of two runs have to be found`
  return {
    title: '2  Prediction of one more run',
    lines: [
      `t = ${four(t)}: exceeded with chance ${alpha} / ${family} metrics = ${four(above)}, ${count - 1} degrees of freedom`,
      `width = t * s * sqrt(1 + 1 / ${count}) = ${four(t)} * ${four(error)} = ${four(t * error)}`,
      `minimum detectable effect: ${found}`,
    ],
    table: null,
  }
}

function newestStep({ differences, candidateValues }: GateMetric, runs: readonly string[], width: number): ExplainStep {
  return {
    title: `3  The newest ${runs.length === 1 ? 'run' : `${runs.length} runs`}`,
    lines: ['d = distance of ln S from the mean of the past, positive is worse; beyond the bound where d - width > 0.'],
    table: {
      head: ['run', 'S', 'd', 'd - width', 'd + width'],
      rows: differences.map((d, i) => [
        runs[i] ?? '-',
        figure(candidateValues[i]),
        figure(d),
        figure(d === null ? null : d - width),
        figure(d === null ? null : d + width),
      ]),
    },
  }
}
