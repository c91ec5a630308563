import type { RequestRecord } from '../../core/request-record.ts'
import { nsToS } from '../../core/units.ts'
import { formatCount, roundTo } from '../../../reports/format-number.ts'
import type { TimelineRow, TimelineRows, TimeSpan } from '../chart-rows.ts'

/** Bars that can still be told apart. */
const mostBars = 160

/**
 * When each request waited, was prefilled and decoded, in seconds since `zeroAt` (ns). Of more requests than can be drawn, those around the moment with most in flight:
 * that is where queues show, and neighbours stay neighbours, which every k-th request would not.
 */
export function timelineRows(records: readonly RequestRecord[], time: TimeSpan, zeroAt = 0): TimelineRows {
  const toRow = (record: RequestRecord) => rowOf(record, zeroAt)
  const ordered = [...records].sort((a, b) => a.index - b.index)
  if (ordered.length <= mostBars) return { time, total: ordered.length, rows: ordered.map(toRow), thinning: null }
  const centre = indexAt(ordered, busiestAt(ordered))
  const from = Math.max(0, Math.min(ordered.length - mostBars, centre - mostBars / 2))
  const rows = ordered.slice(from, from + mostBars).map(toRow)
  const thinning = `Of ${formatCount(ordered.length)} requests the ${mostBars} around the moment with most in flight are drawn.`
  return { time: spanOf(rows, time), total: ordered.length, rows, thinning }
}

/** The first instant at which the number in flight is largest, ns. */
function busiestAt(records: readonly RequestRecord[]): number {
  const changes = records
    .flatMap(({ sentAt, doneAt }) =>
      sentAt === null
        ? []
        : [
            { at: sentAt, by: 1 },
            { at: doneAt, by: -1 },
          ],
    )
    .sort((a, b) => a.at - b.at || a.by - b.by)
  let level = 0
  let most = { level: 0, at: 0 }
  for (const { at, by } of changes) {
    level += by
    if (level > most.level) most = { level, at }
  }
  return most.at
}

function indexAt(ordered: readonly RequestRecord[], at: number): number {
  const place = ordered.findIndex((record) => record.scheduledAt >= at)
  return place < 0 ? ordered.length : place
}

function spanOf(rows: readonly TimelineRow[], { warmupEndS }: TimeSpan): TimeSpan {
  const startS = Math.min(...rows.map((row) => row.scheduledS))
  const endS = Math.max(...rows.map((row) => row.doneS))
  return { startS, endS, warmupEndS: warmupEndS !== null && warmupEndS > startS ? Math.min(warmupEndS, endS) : null }
}

function rowOf(record: RequestRecord, zeroAt: number): TimelineRow {
  const seconds = (at: number) => roundTo(nsToS(at - zeroAt), 6)
  return {
    request: record.index,
    scheduledS: seconds(record.scheduledAt),
    sentS: record.sentAt === null ? null : seconds(record.sentAt),
    firstTokenS: record.firstTokenAt === null ? null : seconds(record.firstTokenAt),
    doneS: seconds(record.doneAt),
    outcome: record.outcome.kind,
  }
}
