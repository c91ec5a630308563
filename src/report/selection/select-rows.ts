import type { RequestRecord } from '../../core/request-record.ts'
import type { SloByClass } from '../../core/run-header.ts'
import { nsToMs, nsToS } from '../../core/units.ts'
import { e2eNs, sendLagNs, ttftNs } from '../../metrics/request-times.ts'
import { longestTokenGapNs } from '../../metrics/token-gaps.ts'
import { percentile, sortAscending } from '../../stats/percentile.ts'
import { compactList } from '../../stats/lists/compact-list.ts'
import type { ChartRows, TimeSpan, Track } from '../chart-rows.ts'
import { errorRows } from '../rows/error-rows.ts'
import { inputLengthRows } from '../rows/input-length-rows.ts'
import { loadRows } from '../rows/load-rows.ts'
import { sloRows } from '../rows/slo-rows.ts'
import { tailRows } from '../rows/tail-rows.ts'
import { timelineRows } from '../rows/timeline-rows.ts'
import { limitsOf, requestTrack } from '../rows/track-rows.ts'

/** Requests that fell due from one moment to another (s of the charts' axis), of one class or of all. */
export interface Selection {
  readonly fromS: number
  readonly toS: number
  readonly className: string | null
}

/** Those of `records` that are selected. Both ends belong to the span. */
export const selected = (records: readonly RequestRecord[], { fromS, toS, className }: Selection) =>
  records.filter((record) => {
    const atS = nsToS(record.scheduledAt)
    return atS >= fromS && atS <= toS && (className === null || record.className === className)
  })

/** The rows that can be made of selected requests alone: those of charts of gaps between tokens, of the server and of kernels cannot. */
export type SelectedRows = Pick<
  ChartRows,
  'time' | 'load' | 'tail' | 'inputLength' | 'timeline' | 'errors' | 'slo' | 'sloSet'
> & { readonly tracks: Readonly<Record<'ttft' | 'itl' | 'e2e' | 'sendLag', Track>> }

/** As `buildChartRows` makes them of all requests, of `picked` alone, which cover `share` of the axis of time. */
export function selectRows(
  picked: readonly RequestRecord[],
  slo: SloByClass,
  time: TimeSpan,
  share: number,
): SelectedRows {
  const done = picked.filter((record) => record.outcome.kind === 'ok')
  const measured = picked.filter((record) => record.phase === 'measure')
  const completed = measured.filter((record) => record.outcome.kind === 'ok')
  const values = (valueNs: (record: RequestRecord) => number | null) => {
    const list = compactList()
    for (const record of completed) {
      const ns = valueNs(record)
      if (ns !== null) list.push(ns)
    }
    return list
  }
  const track = (
    records: readonly RequestRecord[],
    valueNs: (record: RequestRecord) => number | null,
    key: 'ttftNs' | 'itlNs' | 'e2eNs' | null,
  ) => requestTrack(records, time.endS, valueNs, key === null ? [] : limitsOf(slo, key), 0, share)
  return {
    time,
    load: loadRows(picked, time.endS, 0, share),
    tracks: {
      ttft: track(done, ttftNs, 'ttftNs'),
      itl: track(done, ({ events }) => longestTokenGapNs(events), 'itlNs'),
      e2e: track(done, e2eNs, 'e2eNs'),
      sendLag: track(picked, sendLagNs, null),
    },
    tail: tailRows({ TTFT: values(ttftNs), E2E: values(e2eNs) }),
    inputLength: inputLengthRows(completed),
    timeline: timelineRows(picked, time),
    errors: errorRows(picked, time.endS),
    slo: sloRows(measured, slo),
    sloSet: Object.values(slo).some((levels) => Object.keys(levels).length > 0),
  }
}

/** What is said of a selection in a line: how many, and the wait of those that completed in the measured phase. */
export function selectionFigures(picked: readonly RequestRecord[]): {
  readonly requests: number
  readonly failed: number
  readonly ttftP50Ms: number | null
  readonly ttftP95Ms: number | null
} {
  const waits = picked.flatMap((record) =>
    record.phase === 'measure' && record.outcome.kind === 'ok' ? (ttftNs(record) ?? []) : [],
  )
  const sorted = sortAscending(waits)
  const at = (share: number) => {
    const ns = percentile(sorted, share)
    return ns === null ? null : nsToMs(ns)
  }
  const failed = picked.filter(({ outcome }) => outcome.kind !== 'ok').length
  return { requests: picked.length, failed, ttftP50Ms: at(0.5), ttftP95Ms: at(0.95) }
}
