import type { RequestRecord } from '../../core/request-record.ts'
import { nsToMs } from '../../core/units.ts'
import { roundTo } from '../../../reports/format-number.ts'
import { firstArrivalTokens, interTokenNs } from '../../metrics/token-gaps.ts'
import { BlockRanks } from '../../stats/lists/block-ranks.ts'
import { type CompactList, compactList } from '../../stats/lists/compact-list.ts'
import { percentileBy } from '../../stats/percentile.ts'
import type { TokenIndexRow } from '../chart-rows.ts'

const mostBins = 60

/** Fewer gaps than this say nothing about a place in the answer. */
export const leastGaps = 10

/** Gaps between tokens by the token's place in its answer (the first token is number 1), in at most 60 bins of equal width; bins that few answers reached are left out. */
export function tokenIndexRows(records: readonly RequestRecord[]): readonly TokenIndexRow[] {
  const longest = records.reduce((most, record) => Math.max(most, tokensOf(record)), 0)
  const width = Math.max(1, Math.ceil(longest / mostBins))
  const bins = Array.from({ length: Math.ceil(longest / width) }, compactList)
  for (const record of records) {
    let place = firstArrivalTokens(record.events)
    for (const { ns, tokens } of interTokenNs(record)) {
      const from = Math.floor(place / width)
      if (from === Math.floor((place + tokens - 1) / width)) bins[from]?.push(ns, tokens)
      else for (let token = 0; token < tokens; token++) bins[Math.floor((place + token) / width)]?.push(ns / tokens)
      place += tokens
    }
  }
  return bins.flatMap((bin, index) => (bin.length < leastGaps ? [] : [binRow(bin, index * width + 1, width)]))
}

function binRow(values: CompactList, firstToken: number, width: number): TokenIndexRow {
  const ranks = new BlockRanks(values.blocks())
  const at = (share: number) => roundTo(nsToMs(percentileBy(ranks.length, (place) => ranks.at(place), share) as number))
  const lastToken = firstToken + width - 1
  return { firstToken, lastToken, n: values.length, p10Ms: at(0.1), p50Ms: at(0.5), p90Ms: at(0.9) }
}

function tokensOf(record: RequestRecord): number {
  let sum = 0
  for (const tokens of record.events.tokens) sum += tokens
  return sum
}
