import type { RequestRecord } from '../../core/request-record.ts'
import { nsToS } from '../../core/units.ts'
import { roundTo } from '../../../reports/format-number.ts'
import type { LoadRows } from '../chart-rows.ts'
import { binOf, binSpan, type TimeBins, timeBins } from './time-bins.ts'

/** Requests offered and completed per second and the mean number in flight, per bin of time since `zeroAt` (ns), warm-up included; bins of about four requests, so that few are no row of spikes; they cover `share` of the time. */
export function loadRows(records: readonly RequestRecord[], endS: number, zeroAt = 0, share = 1): LoadRows {
  const bins = timeBins(endS, Math.max(10, Math.min(60, Math.floor(records.length / 4 / share))))
  const offered = new Array<number>(bins.count).fill(0)
  const completed = new Array<number>(bins.count).fill(0)
  for (const record of records) {
    offered[binOf(bins, nsToS(record.scheduledAt - zeroAt))]! += 1
    if (record.outcome.kind === 'ok') completed[binOf(bins, nsToS(record.doneAt - zeroAt))]! += 1
  }
  const { areas, peak } = inFlight(records, bins, zeroAt)
  const rows = offered.map((count, bin) => {
    const { fromS, toS, middleS } = binSpan(bins, bin)
    return {
      atS: roundTo(middleS),
      offeredPerS: roundTo(count / (toS - fromS)),
      completedPerS: roundTo((completed[bin] as number) / (toS - fromS)),
      inFlight: roundTo((areas[bin] as number) / (toS - fromS)),
    }
  })
  const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0)
  return { binS: bins.widthS, peakInFlight: peak, offered: total(offered), completed: total(completed), rows }
}

/** Sweeps over sends and ends: the area under the number in flight, bin by bin (request-seconds), and its peak. */
export function inFlight(
  records: readonly RequestRecord[],
  bins: TimeBins,
  zeroAt = 0,
): { areas: number[]; peak: number } {
  const changes = records
    .flatMap((record) =>
      record.sentAt === null
        ? []
        : [
            { atS: nsToS(record.sentAt - zeroAt), by: 1 },
            { atS: nsToS(record.doneAt - zeroAt), by: -1 },
          ],
    )
    .sort((a, b) => a.atS - b.atS || a.by - b.by)
  const areas = new Array<number>(bins.count).fill(0)
  let level = 0
  let peak = 0
  let fromS = 0
  for (const change of changes) {
    addArea(areas, bins, fromS, change.atS, level)
    level += change.by
    peak = Math.max(peak, level)
    fromS = change.atS
  }
  return { areas, peak }
}

function addArea(areas: number[], bins: TimeBins, fromS: number, toS: number, level: number): void {
  if (level === 0) return
  for (let bin = binOf(bins, fromS); bin <= binOf(bins, toS); bin++) {
    const span = binSpan(bins, bin)
    const overlap = Math.min(toS, span.toS) - Math.max(fromS, span.fromS)
    if (overlap > 0) areas[bin]! += overlap * level
  }
}
