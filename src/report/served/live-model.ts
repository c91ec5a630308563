import type { RunHeader } from '../../core/run-header.ts'
import { MS_PER_S, nsToS } from '../../core/units.ts'
import type { RunDocument } from '../../metrics/run-document.ts'
import { formatCount, formatCounted } from '../../../reports/format-number.ts'
import type { ReportModel } from '../report-model.ts'

/** A run in progress: its report so far and how far it is. */
export interface LiveModel {
  readonly report: ReportModel
  /** One line that says how far the run is. */
  readonly progress: string
}

/** `12 s of about 60 s; 96 of 300 requests answered, none failed`. What was committed up to now counts, which is half a second behind. */
export function liveProgress(header: RunHeader, { requests }: RunDocument, nowMs: number): string {
  const { durationNs, requests: planned } = header.planned
  const passed = wholeSeconds(Math.max(0, (nowMs - header.startedAtMs) / MS_PER_S))
  const time = durationNs === null ? passed : `${passed} of about ${wholeSeconds(nsToS(durationNs))}`
  const answered = requests.warmup + requests.completed + requests.failed
  const count =
    planned === null
      ? formatCounted(answered, 'request')
      : `${formatCount(answered)} of ${formatCounted(planned, 'request')}`
  const warm = requests.warmup === 0 ? '' : ` (${formatCount(requests.warmup)} to warm up)`
  return `${time}; ${count} answered${warm}, ${requests.failed === 0 ? 'none' : formatCount(requests.failed)} failed`
}

const wholeSeconds = (seconds: number) => `${formatCount(Math.round(seconds))} s`
