import type { RequestRecord } from '../../core/request-record.ts'
import { nsToS } from '../../core/units.ts'
import { formatCount, roundTo } from '../../../reports/format-number.ts'
import type { TimelineRow, TimelineRows } from '../report-model.ts'
import { ordinal } from './thin.ts'

const mostBars = 240
const mostMarks = 240

/** When each request waited, was prefilled and decoded: every k-th request, so that the picture keeps the rhythm of the load; of the failed ones between, marks. */
export function timelineRows(records: readonly RequestRecord[]): TimelineRows {
  const ordered = [...records].sort((a, b) => a.index - b.index)
  const step = Math.max(1, Math.ceil(ordered.length / mostBars))
  const failed = ordered.filter((record, place) => record.outcome.kind !== 'ok' && place % step !== 0)
  const markStep = Math.max(1, Math.ceil(failed.length / mostMarks))
  const rows = [
    ...ordered.filter((_, place) => place % step === 0).map((record) => toRow(record, true)),
    ...failed.filter((_, place) => place % markStep === 0).map((record) => toRow(record, false)),
  ].sort((a, b) => a.request - b.request)
  return { step, total: ordered.length, rows, thinning: step === 1 ? null : rule(ordered.length, step, markStep) }
}

function rule(total: number, step: number, markStep: number): string {
  const marks =
    markStep === 1 ? 'every failed one is marked' : `every ${ordinal(markStep)} failed one between them is marked`
  return `Of ${formatCount(total)} requests every ${ordinal(step)} is drawn; ${marks}.`
}

function toRow(record: RequestRecord, drawn: boolean): TimelineRow {
  const seconds = (at: number) => roundTo(nsToS(at), 6)
  return {
    request: record.index,
    scheduledS: seconds(record.scheduledAt),
    sentS: record.sentAt === null ? null : seconds(record.sentAt),
    firstTokenS: record.firstTokenAt === null ? null : seconds(record.firstTokenAt),
    doneS: seconds(record.doneAt),
    outcome: record.outcome.kind,
    drawn,
  }
}
