import type { RequestRecord } from '../../core/request-record.ts'
import type { SloByClass } from '../../core/run-header.ts'
import { msToNs, nsToMs, nsToS } from '../../core/units.ts'
import { roundTo } from '../../../reports/format-number.ts'
import { eachTokenGap, firstArrivalTokens } from '../../metrics/token-gaps.ts'
import { BlockRanks } from '../../stats/lists/block-ranks.ts'
import { type BlockPool, blockPool, type CompactList, compactList } from '../../stats/lists/compact-list.ts'
import { percentileBy } from '../../stats/percentile.ts'
import type { Limit, Track, TrackBin, TrackPoint } from '../chart-rows.ts'
import { clip } from '../sections/clip.ts'
import { thin } from './thin.ts'
import { binOf, binSpan, type TimeBins, timeBins } from './time-bins.ts'

/** Dots per chart over time; enough to see the course, few enough to draw twice in one page. */
export const mostPoints = 1000

/** One value of a request at its scheduled time (s since `zeroAt`, ns), e.g. TTFT, with p50 and p95 over bins of about 20 requests; they cover `share` of the time. */
export function requestTrack(
  records: readonly RequestRecord[],
  endS: number,
  valueNs: (record: RequestRecord) => number | null,
  limits: readonly Limit[],
  zeroAt = 0,
  share = 1,
): Track {
  const points = records.flatMap((record) => toPoint(record, record.scheduledAt - zeroAt, valueNs(record)))
  const bins = timeBins(endS, Math.max(5, Math.min(60, Math.floor(points.length / 20 / share))))
  const values = bucket(bins.count)
  for (const point of points) values[binOf(bins, point.atS)]?.push(msToNs(point.ms))
  const { kept, rule } = thin(points, mostPoints, (point) => point.ms, 'requests')
  return {
    points: kept,
    bins: binRows(values, bins),
    binS: bins.widthS,
    total: points.length,
    thinning: rule,
    limits,
  }
}

/** Gaps between tokens at the time they ended: percentiles over all gaps, dots for the longest gap of each request. `onAnswer` is told how many tokens each had. */
export function gapTrack(
  records: readonly RequestRecord[],
  endS: number,
  limits: readonly Limit[],
  zeroAt = 0,
  pool: BlockPool = blockPool(),
  onAnswer: (record: RequestRecord, tokens: number) => void = () => {},
): Track {
  const bins = timeBins(endS, 60)
  const values = bucket(bins.count, pool)
  let total = 0
  const longest = records.flatMap((record) => {
    // Unpacked anew at every use.
    const { events } = record
    let most: number | null = null
    let later = 0
    eachTokenGap(events, (ns, tokens, at) => {
      later += tokens
      values[binOf(bins, nsToS(at - zeroAt))]?.push(ns, tokens)
      if (most === null || ns / tokens > most) most = ns / tokens
    })
    total += later
    onAnswer(record, firstArrivalTokens(events) + later)
    return toPoint(record, (record.lastTokenAt ?? record.doneAt) - zeroAt, most)
  })
  const { kept, rule } = thin(longest, mostPoints, (point) => point.ms, 'requests')
  const rows = binRows(values, bins)
  for (const list of values) pool.give(list)
  return { points: kept, bins: rows, binS: bins.widthS, total, thinning: rule, limits }
}

/** Distinct thresholds of one metric over all classes, named by class where they differ. */
export function limitsOf(slo: SloByClass, key: 'ttftNs' | 'itlNs' | 'tpotNs' | 'e2eNs'): readonly Limit[] {
  const set = Object.entries(slo).flatMap(([name, levels]) =>
    levels[key] === undefined ? [] : [{ name, ns: levels[key] }],
  )
  const same = set.every((entry) => entry.ns === set[0]?.ns)
  const shown = same ? set.slice(0, 1) : set
  return shown.map(({ name, ns }) => ({ label: same ? 'SLO' : `SLO ${clip(name, 60)}`, ms: roundTo(nsToMs(ns)) }))
}

function toPoint(record: RequestRecord, at: number, ns: number | null): TrackPoint[] {
  if (ns === null) return []
  const warmup = record.phase === 'warmup'
  return [{ atS: roundTo(nsToS(at)), ms: roundTo(nsToMs(ns)), request: record.index, warmup }]
}

const bucket = (count: number, pool: BlockPool | null = null): readonly CompactList[] =>
  Array.from({ length: count }, () => compactList(pool))

function binRows(values: readonly CompactList[], bins: TimeBins): TrackBin[] {
  return values.flatMap((bin, index) => {
    if (bin.length === 0) return []
    const ranks = new BlockRanks(bin.blocks())
    const at = (share: number) =>
      roundTo(nsToMs(percentileBy(ranks.length, (place) => ranks.at(place), share) as number))
    return [{ atS: roundTo(binSpan(bins, index).middleS), n: bin.length, p50Ms: at(0.5), p95Ms: at(0.95) }]
  })
}
