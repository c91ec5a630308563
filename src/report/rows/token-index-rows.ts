import type { RequestRecord } from '../../core/request-record.ts'
import { nsToMs } from '../../core/units.ts'
import { roundTo } from '../../../reports/format-number.ts'
import { firstArrivalTokens, eachTokenGap } from '../../metrics/token-gaps.ts'
import { BlockRanks } from '../../stats/lists/block-ranks.ts'
import { type BlockPool, type CompactList, compactList } from '../../stats/lists/compact-list.ts'
import { percentileBy } from '../../stats/percentile.ts'
import type { TokenIndexRow } from '../chart-rows.ts'

const mostBins = 60

/** Fewer gaps than this say nothing about a place in the answer. */
export const leastGaps = 10

/** Gaps between tokens by the token's place in its answer (the first token is number 1), in at most 60 bins of equal width. */
export interface GapsByPlace {
  readonly bins: readonly CompactList[]
  readonly width: number
}

/** Every gap of the answers, each in the bin of its token. `longest`: tokens of the longest of them, where that is known. */
export function gapsByPlace(
  records: readonly RequestRecord[],
  pool: BlockPool | null = null,
  longest = longestAnswer(records),
): GapsByPlace {
  const width = Math.max(1, Math.ceil(longest / mostBins))
  const bins = Array.from({ length: Math.ceil(longest / width) }, () => compactList(pool))
  for (const record of records) {
    // Unpacked anew at every use.
    const { events } = record
    let place = firstArrivalTokens(events)
    eachTokenGap(events, (ns, tokens) => {
      const end = place + tokens
      // Tokens that came together and lie in several bins: those of each bin share what is theirs of the gap.
      while (place < end) {
        const bin = Math.floor(place / width)
        const own = Math.min(end, (bin + 1) * width) - place
        bins[bin]?.push(own === tokens ? ns : (ns * own) / tokens, own)
        place += own
      }
    })
  }
  return { bins, width }
}

/** Gaps by place; bins that few answers reached are left out. The gaps of a bin are in no order afterwards. */
export const tokenIndexRows = ({ bins, width }: GapsByPlace): readonly TokenIndexRow[] =>
  bins.flatMap((bin, index) => (bin.length < leastGaps ? [] : [binRow(bin, index * width + 1, width)]))

/** All gaps, as one list in the memory of the bins. */
export const gapsOfBins = ({ bins }: GapsByPlace): Pick<CompactList, 'blocks' | 'length'> => ({
  blocks: () => bins.flatMap((bin) => bin.blocks()),
  length: bins.reduce((sum, { length }) => sum + length, 0),
})

function binRow(values: CompactList, firstToken: number, width: number): TokenIndexRow {
  const ranks = new BlockRanks(values.blocks())
  const at = (share: number) => roundTo(nsToMs(percentileBy(ranks.length, (place) => ranks.at(place), share) as number))
  const lastToken = firstToken + width - 1
  return { firstToken, lastToken, n: values.length, p10Ms: at(0.1), p50Ms: at(0.5), p90Ms: at(0.9) }
}

const longestAnswer = (records: readonly RequestRecord[]) =>
  records.reduce(
    (most, { events }) =>
      Math.max(
        most,
        events.tokens.reduce((sum, tokens) => sum + tokens, 0),
      ),
    0,
  )
