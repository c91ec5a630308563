import { roundTo } from '../../../reports/format-number.ts'
import { nsToMs } from '../../core/units.ts'
import { BlockRanks } from '../../stats/lists/block-ranks.ts'
import type { CompactList } from '../../stats/lists/compact-list.ts'
import type { TailRow, TailRows } from '../chart-rows.ts'

const topValues = 40
const pointsPerDecade = 40

type Values = Pick<CompactList, 'blocks' | 'length'>

/**
 * Empirical complementary distribution of one metric: of n sorted values the i-th (from 0) has the share (n - i) / n at or above it.
 * The top 40 values are all kept, below them 40 per factor ten of the share, so that a curve of a million gaps has about 250 points
 * and no step of its tail is lost. The values are in no order afterwards.
 */
export function tailOf(metric: string, valuesNs: Values): TailRow[] {
  const ranks = new BlockRanks(valuesNs.blocks())
  const n = ranks.length
  return keptRanks(n).map((above) => ({
    metric,
    ms: roundTo(nsToMs(ranks.at(n - above))),
    share: roundTo(above / n),
  }))
}

/** Curves of several metrics in one table, with the rule by which points were left out. */
export function tailRows(metrics: Readonly<Record<string, Values>>): TailRows {
  const entries = Object.entries(metrics)
  const rows = entries.flatMap(([metric, values]) => tailOf(metric, values))
  const total = entries.reduce((sum, [, values]) => sum + values.length, 0)
  const thinning =
    rows.length === total
      ? null
      : `Of each curve the ${topValues} largest values are drawn, and ${pointsPerDecade} points per factor ten below.`
  return { rows, thinning }
}

/** How many values lie at or above each kept point, from n down to 1. */
function keptRanks(n: number): number[] {
  if (n === 0) return []
  const ranks = new Set<number>([n])
  for (let i = 0; ; i++) {
    const rank = Math.round(n * 10 ** (-i / pointsPerDecade))
    if (rank <= topValues) break
    ranks.add(rank)
  }
  for (let rank = Math.min(topValues, n); rank >= 1; rank--) ranks.add(rank)
  return [...ranks].sort((a, b) => b - a)
}
