import { formatChange, formatShare } from '../../../reports/format-number.ts'
import type { ComparisonInference, MetricChange, Side } from './comparison.ts'
import { leastRepeats } from './infer-columns.ts'

/** What so many runs can and cannot say. */
export function statementOf(a: Side, b: Side, letter: string, inference: ComparisonInference): string {
  const [m, n] = [a.runs.length, b.runs.length]
  if (m === 1 && n === 1)
    return a.runs[0]?.header.runId === b.runs[0]?.header.runId
      ? 'Both sides are the same run: every difference is 0.'
      : 'One run each: the table says what these two runs did, and allows no claim that one target is faster. Two runs of one system differ as well; only repeated, paired runs can tell a change from that spread.'
  if (inference.kind === 'none')
    return `${runs(m)} of A and ${n} of ${letter}: ${inference.reason}. The table says what these runs did; no inference is made.`
  const { kind, repeats, level, alpha, sides, exact, arrangements, family } = inference
  const paired = kind === 'paired'
  const what = paired ? `${repeats.a} pairs of runs with the same prompts` : `${repeats.a} runs against ${repeats.b}`
  const same = sides > 1 ? ', the same for every side' : ''
  const how = paired ? `sign flips of the pairs${same}` : 'relabelling of the runs, which are no pairs'
  const weighed = exact ? 'every one weighed' : `${arrangements - 1} of them drawn`
  const nearest = Math.abs(level - alpha) < 5e-4 ? '' : `, the attainable level nearest to ${percent(1 - alpha)}`
  const metrics = family.length === 1 ? 'its one metric' : `all ${family.length} metrics that have them`
  const hold =
    sides > 1
      ? `${metrics} and all ${sides} sides against A at once`
      : family.length === 1
        ? metrics
        : `${metrics} at once`
  return `${what}: the bounds hold for ${hold}, with ${percent(1 - level)} confidence (${how}, ${weighed}${nearest}). Of metrics without bounds nothing is claimed.`
}

const runs = (count: number) => (count === 1 ? '1 run' : `${count} runs`)
const percent = (share: number) => `${Number((100 * share).toFixed(1))} %`

/** Why repeats allow no inference; null: they do. */
export function hindrance(
  a: Side,
  b: Side,
  facts: {
    readonly comparable: boolean
    readonly mixed: boolean
    readonly invalid: boolean
    readonly shared: readonly string[]
  },
): string | null {
  const least = Math.min(a.runs.length, b.runs.length)
  if (facts.shared.length > 0) return `${facts.shared.join(', ')} stands on both sides`
  if (least < leastRepeats) return `fewer than ${leastRepeats} each allow no bounds`
  if (facts.mixed) return 'the runs of a side are no repeats of each other'
  if (facts.invalid) return 'runs that are invalid allow no bounds'
  if (!facts.comparable) return 'other work allows no bounds'
  return null
}

/** What the bounds say, by fixed rules: worse first, then better, then what was not decided and what would have been seen. */
export function findingsOf(
  metrics: readonly MetricChange[],
  letter: string,
  inference: ComparisonInference,
): readonly string[] {
  if (inference.kind === 'none') return []
  const list = (finding: 'worse' | 'better') =>
    metrics.flatMap((change) => (change.inferred?.finding === finding ? [described(change)] : []))
  const [worse, better] = [list('worse'), list('better')]
  const undecided = metrics.filter(({ inferred }) => inferred?.finding === 'undecided')
  return [
    ...(worse.length === 0 ? [] : [`${letter} is worse: ${worse.join('; ')}.`]),
    ...(better.length === 0 ? [] : [`${letter} is better: ${better.join('; ')}.`]),
    ...(undecided.length === 0 ? [] : [undecidedSentence(undecided)]),
    ...marginSentence(metrics, inference.margin),
  ]
}

const nameOf = ({ label, statistic }: MetricChange) => [label, statistic].filter(Boolean).join(' ')

function described(change: MetricChange): string {
  const { low, high } = change.inferred ?? { low: null, high: null }
  return `${nameOf(change)} ${formatChange(change.relative)} (${formatChange(low)} to ${formatChange(high)})`
}

function undecidedSentence(changes: readonly MetricChange[]): string {
  const seen = changes.map((change) => {
    const { detectable = null } = change.inferred ?? {}
    return `${nameOf(change)}${detectable === null ? '' : ` (from about ${formatShare(detectable)} on)`}`
  })
  return `Undecided, with the change that would have been found in 4 of 5 such comparisons: ${seen.join('; ')}.`
}

/** Whether any metric may be worse by more than the margin. */
function marginSentence(metrics: readonly MetricChange[], margin: number | null): string[] {
  if (margin === null) return []
  const family = metrics.flatMap((change) => (change.inferred === null ? [] : [{ change, worst: worstOf(change) }]))
  const open = family.filter(({ worst }) => worst === null || worst > margin)
  const limit = formatShare(margin)
  if (open.length === 0) return [`No metric is worse by more than the margin of ${limit}.`]
  return [
    `Worse by more than the margin of ${limit} is not ruled out for ${open.map(({ change }) => nameOf(change)).join(', ')}.`,
  ]
}

/** The bound on the worse side, as a share by which the metric got worse; null: unbounded. A rate halved is as bad as a time doubled. */
function worstOf({ better, inferred }: MetricChange): number | null {
  if (better === 'lower') return inferred?.high ?? null
  const low = inferred?.low ?? null
  return low === null || low <= -1 ? null : 1 / (1 + low) - 1
}
