import type { RequestRecord } from '../core/request-record.ts'
import type { ServerSample } from '../core/server/server-sample.ts'
import type { RunHeader } from '../core/run-header.ts'
import { nsToS } from '../core/units.ts'
import { roundTo } from '../../reports/format-number.ts'
import { e2eNs, sendLagNs, ttftNs } from '../metrics/request-times.ts'
import { eachTokenGap } from '../metrics/token-gaps.ts'
import type { RunDocument } from '../metrics/run-document.ts'
import { blockPool, type CompactList, compactList } from '../stats/lists/compact-list.ts'
import type { ChartRows, TimeSpan } from './chart-rows.ts'
import { errorRows } from './rows/error-rows.ts'
import { inputLengthRows } from './rows/input-length-rows.ts'
import { loadRows } from './rows/load-rows.ts'
import { rooflineRows } from './rows/roofline-rows.ts'
import { serverRows } from './rows/server/server-rows.ts'
import { sloRows } from './rows/slo-rows.ts'
import { tailRows } from './rows/tail-rows.ts'
import { timelineRows } from './rows/timeline-rows.ts'
import { gapsByPlace, gapsOfBins, tokenIndexRows } from './rows/token-index-rows.ts'
import { turnRows } from './rows/turn-rows.ts'
import { gapTrack, limitsOf, requestTrack } from './rows/track-rows.ts'

/** The rows of every chart. Over time, from when the first request fell due: all requests, warm-up included and shaded; everything else: completed requests of the measured phase. */
export function buildChartRows(
  header: RunHeader,
  records: readonly RequestRecord[],
  document: Pick<RunDocument, 'kernels' | 'hardware' | 'sessions'>,
  samples: readonly ServerSample[] = [],
): ChartRows {
  const zeroAt = firstDueAt(records)
  const time = timeSpan(header, records, zeroAt)
  const done = records.filter((record) => record.outcome.kind === 'ok')
  const measured = records.filter((record) => record.phase === 'measure')
  const completed = measured.filter((record) => record.outcome.kind === 'ok')
  const pool = blockPool()
  let longest = 0
  const itl = gapTrack(done, time.endS, limitsOf(header.slo, 'itlNs'), zeroAt, pool, ({ phase }, tokens) => {
    if (phase === 'measure') longest = Math.max(longest, tokens)
  })
  const gaps = gapsByPlace(completed, pool, longest)
  return {
    time,
    load: loadRows(records, time.endS, zeroAt),
    tracks: {
      ttft: requestTrack(done, time.endS, ttftNs, limitsOf(header.slo, 'ttftNs'), zeroAt),
      itl,
      e2e: requestTrack(done, time.endS, e2eNs, limitsOf(header.slo, 'e2eNs'), zeroAt),
      sendLag: requestTrack(isDueTold(records) ? records : [], time.endS, sendLagNs, [], zeroAt),
    },
    tail: tailRows({ TTFT: valuesOf(completed, ttftNs), ITL: gapsOfBins(gaps), E2E: valuesOf(completed, e2eNs) }),
    tokenIndex: tokenIndexRows(gaps),
    inputLength: inputLengthRows(completed),
    turns: turnRows(document),
    timeline: timelineRows(records, time, zeroAt),
    errors: errorRows(records, time.endS, zeroAt),
    slo: sloRows(measured, header.slo),
    server: serverRows(samples, records, time.endS, zeroAt),
    roofline: rooflineRows(document),
    sloSet: Object.values(header.slo).some((levels) => Object.keys(levels).length > 0),
  }
}

/** Imported requests are due when they are sent where their file tells no more: then nothing is known of a lag. */
const isDueTold = (records: readonly RequestRecord[]): boolean =>
  records.some(({ sentAt, scheduledAt }) => sentAt !== scheduledAt)

/** Charts begin when the first request fell due, ns of the run's clock: what came before (rehearsal, a slow start) is no part of the load. */
export const firstDueAt = (records: readonly RequestRecord[]): number =>
  records.reduce((first, { scheduledAt }) => Math.min(first, scheduledAt), records[0]?.scheduledAt ?? 0)

/** From the first request's due time to the last answer. */
function timeSpan({ window }: RunHeader, records: readonly RequestRecord[], zeroAt: number): TimeSpan {
  const last = records.reduce((latest, record) => Math.max(latest, record.doneAt), window.endAt ?? window.startAt)
  const hasWarmup = records.some((record) => record.phase === 'warmup') && window.startAt > zeroAt
  return {
    startS: 0,
    endS: roundTo(nsToS(last - zeroAt)),
    warmupEndS: hasWarmup ? roundTo(nsToS(window.startAt - zeroAt)) : null,
  }
}

/** One value per request, ns; the curve of a metric over all requests that showed it. */
export function valuesOf(
  records: readonly RequestRecord[],
  valueNs: (record: RequestRecord) => number | null,
): CompactList {
  const values = compactList()
  for (const record of records) {
    const ns = valueNs(record)
    if (ns !== null) values.push(ns)
  }
  return values
}

/** Every gap between tokens, ns. */
export function gapsOfAll(records: readonly RequestRecord[]): CompactList {
  const values = compactList()
  for (const { events } of records) eachTokenGap(events, (ns, tokens) => values.push(ns, tokens))
  return values
}
