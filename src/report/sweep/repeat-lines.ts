import { type RepeatSpread, repeatSpreads } from '../../metrics/search/repeats.ts'
import type { SweepDocument } from '../../metrics/search/sweep-schema.ts'
import { formatCounted, formatMs, formatNumber, formatShare } from '../../../reports/format-number.ts'
import { leastRepeats } from '../comparison/infer-columns.ts'
import type { Tile } from '../report-model.ts'

/** What repeats of one setting say: how far their figures differ, by the rules stated beside. */
export function repeatSentences({ points }: SweepDocument): readonly string[] {
  const spreads = repeatSpreads(points)
  if (spreads.length === 0) return ['No repeat completed a request.']
  const figures = `${spreads.map(described).join('; ')}.`
  if (points.length === 1) return [figures, 'One run of the repeats has ended: how far runs differ cannot be said.']
  return [figures, comparable(points.length)]
}

function comparable(runs: number): string {
  const command = '`infbench compare` of this group and another'
  return runs < leastRepeats
    ? `${formatCounted(runs, 'repeat')} tell a spread; bounds of a change (${command}) need ${leastRepeats} on each side.`
    : `${formatCounted(runs, 'repeat')} are enough for bounds of a change: ${command}.`
}

/** How they are made. */
export const repeatRules: readonly string[] = [
  'Repeats are runs of one setting, each with prompts and arrivals of its own. A figure is the median over the runs, in brackets the least and the most of them; the spread is the standard deviation over the mean.',
  'None of them is called the best: which of several equal runs was the fastest is chance.',
]

/** The headline figures of repeats. */
export const repeatTiles = ({ points }: SweepDocument): readonly Tile[] =>
  repeatSpreads(points).map((spread) => ({
    label: spread.label,
    metric: spread.metric,
    value: figure(spread, spread.median),
    note: spread.n === 1 ? 'one run' : `${range(spread)}${spreadText(spread)}`,
    tone: 'plain',
  }))

const units = { 'tokens/s': ' tok/s', 'requests/s': ' req/s' } as const
const figure = ({ unit }: RepeatSpread, value: number) =>
  unit === 'ms' ? formatMs(value) : `${formatNumber(value)}${units[unit]}`
const range = (spread: RepeatSpread) => `${figure(spread, spread.least)} to ${figure(spread, spread.most)}`
const spreadText = ({ spread }: RepeatSpread) => (spread === null ? '' : `, spread ${formatShare(spread)}`)

function described(spread: RepeatSpread): string {
  const between = spread.n === 1 ? '' : ` (${range(spread)}${spreadText(spread)})`
  return `${spread.label} ${figure(spread, spread.median)}${between}`
}
