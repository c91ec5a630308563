import { seededRng } from '../../core/rng.ts'
import { usualPower } from '../../stats/inference/detectable-effect.ts'
import type { MetricInference } from '../../stats/inference/max-t.ts'
import { pairedInference } from '../../stats/inference/paired.ts'
import { drawnArrangements } from '../levels/attainable.ts'
import { testPairs } from '../decide/test-pairs.ts'
import type { GateDocument, GateInference, GateMetric } from '../gate-document.ts'
import { percent } from '../../metrics/validity/numbers.ts'
import type { ExplainStep } from './explain-step.ts'
import { figure, four, logShare, meanOf, spreadOf } from './figures.ts'

/** The way from the pairs to the verdict, computed anew from the differences in the document. */
export function explainPairs(
  document: GateDocument,
  metric: GateMetric,
  inference: GateInference,
): readonly ExplainStep[] {
  const all = document.metrics.map(({ differences }) => differences as number[])
  const seed = [document.baseline.runs[0], document.candidate.runs[0]].join(' ')
  const asked = inference.looks[inference.look - 1]?.alpha ?? inference.alpha
  const { alpha, spending } = inference
  const looks = inference.looks.map(({ pairs }) => pairs)
  const { found } = testPairs({ differences: all, alpha, looks, spending, seed })
  const own = found.metrics[document.metrics.indexOf(metric)] as MetricInference
  const differences = metric.differences as number[]
  const byItself = pairedInference([differences], { alpha: asked, rng: seededRng(seed), draws: drawnArrangements })
  const alone = byItself.metrics[0] as MetricInference
  return [
    differencesStep(document, metric),
    statisticStep(differences),
    flipStep(document, metric, { adjusted: own.p, alone: alone.p, exact: found.exact, total: found.arrangements }),
    boundsStep(inference, asked, own, found.arrangements),
    detectableStep(metric, own),
    verdictStep(metric, own),
  ]
}

function differencesStep({ pairs }: GateDocument, metric: GateMetric): ExplainStep {
  const { differences, baselineValues, candidateValues, direction, unit } = metric
  const worse = direction === 'lower' ? 'ln(candidate / baseline)' : 'ln(baseline / candidate)'
  return {
    title: `1  The ${differences.length} differences`,
    lines: [
      `One number per run, in ${unit}; ${direction} is better. The unit of chance is the pair: both of its runs sent the same prompts at the same times.`,
      `d = ${worse}, so that positive is worse and 0.01 is about 1 %.`,
    ],
    table: {
      head: ['pair', 'order', 'seed', 'baseline', 'candidate', 'd'],
      rows: differences.map((d, k) => [
        String(k + 1),
        pairs.order[k] ?? '-',
        String(pairs.seeds[k] ?? '-'),
        figure(baselineValues[k]),
        figure(candidateValues[k]),
        figure(d),
      ]),
    },
  }
}

function statisticStep(differences: readonly number[]): ExplainStep {
  const [mean, spread, count] = [meanOf(differences), spreadOf(differences), differences.length]
  const error = spread / Math.sqrt(count)
  return {
    title: '2  Mean, spread and T',
    lines: [
      `mean = sum(d) / K = ${four(mean)}: ${logShare(mean)}`,
      `s = sqrt(sum((d - mean)^2) / (K - 1)) = ${four(spread)}`,
      `standard error = s / sqrt(K) = ${four(spread)} / sqrt(${count}) = ${four(error)}`,
      `T = mean / standard error = ${four(mean / error)}`,
    ],
    table: null,
  }
}

interface Flips {
  /** p-values of all metrics together, and of this one by itself. */
  readonly adjusted: number
  readonly alone: number
  readonly exact: boolean
  readonly total: number
}

/** Signs of all differences are flipped together in every metric; mirror images have the same |T| and are counted once. */
function flipStep(
  { metrics }: GateDocument,
  metric: GateMetric,
  { adjusted, alone, exact, total }: Flips,
): ExplainStep {
  const pairs = metric.differences.length
  const count = (p: number) => Math.round(p * total)
  const patterns = exact
    ? `All 2^${pairs} = ${2 ** pairs} patterns of signs are weighed, which are ${total} and their mirror images.`
    : `${total - 1} patterns of signs are drawn at random; with the one seen, ${total}.`
  const many =
    metrics.length === 1
      ? []
      : [
          `Adjusted for ${metrics.length} metrics: the same flip is made in all of them, and in ${count(adjusted)} of ${total} the largest |T| of any is at least the |T| of this one.`,
        ]
  return {
    title: '3  Sign flips',
    lines: [
      'If nothing differs, the sign of each d is a coin flip.',
      patterns,
      `At least as extreme as the one seen, in this metric alone: ${count(alone)} of ${total}, p = ${four(alone)}.`,
      ...many,
      `adjusted p = ${count(adjusted)} / ${total} = ${four(adjusted)}`,
    ],
    table: null,
  }
}

function boundsStep(
  { attainableAlpha, looks, look, alpha }: GateInference,
  asked: number,
  own: MetricInference,
  total: number,
): ExplainStep {
  const several =
    looks.length > 1 ? [`Look ${look} of ${looks.length} may spend ${four(asked)} of alpha ${alpha}.`] : []
  if (attainableAlpha === null)
    return {
      title: '4  Bounds',
      lines: [
        ...several,
        `No level of so many pairs is near ${four(asked)}: the lowest is ${four(1 / total)}. There are no bounds.`,
      ],
      table: null,
    }
  const count = Math.round(attainableAlpha * total)
  return {
    title: '4  Bounds, by inverting the test',
    lines: [
      ...several,
      `A shift is inside the bounds if the test does not reject it after it was taken from every d.`,
      `Levels come in steps of 1 / ${total}; the one used is ${count} / ${total} = ${four(attainableAlpha)} (asked: ${four(asked)}).`,
      `lower = the ${ordinal(count)} smallest shift from which a pattern is at least as extreme as the one seen = ${logShare(own.low)}`,
      `upper = likewise from above = ${logShare(own.high)}`,
      `Both hold for all metrics of the gate at once.`,
    ],
    table: null,
  }
}

function ordinal(count: number): string {
  const ending = count % 100 >= 11 && count % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th')
  return `${count}${ending}`
}

function detectableStep(
  { detectableShare, differences }: GateMetric,
  { criticalT, standardError }: MetricInference,
): ExplainStep {
  const freedom = differences.length - 1
  const found =
    detectableShare === null
      ? 'No change can be found by so few pairs at this level.'
      : `The shift whose noncentral t of ${freedom} degrees passes ${four(criticalT)} with power ${usualPower}, times ${four(standardError)}: ${logShare(Math.log1p(detectableShare))}`
  return {
    title: '5  Minimum detectable effect',
    lines: [`This metric is called different from |T| = ${four(criticalT)} on, all metrics accounted for.`, found],
    table: null,
  }
}

function verdictStep({ marginShare, verdict, why }: GateMetric, { low, high }: MetricInference): ExplainStep {
  const margin = Math.log1p(marginShare)
  return {
    title: '6  Verdict',
    lines: [
      `margin = ln(1 + ${percent(marginShare)}) = ${four(margin)}; lower ${four(low)}, upper ${four(high)}`,
      'regression: lower > margin; warn: 0 < lower <= margin; pass: upper < margin and the detectable effect is no larger than the margin; else inconclusive',
      `${verdict}: ${why}`,
    ],
    table: null,
  }
}
