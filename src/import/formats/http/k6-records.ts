import { NS_PER_MS, NS_PER_S, msToNs } from '../../../core/units.ts'
import type { Outcome, RequestRecord } from '../../../core/request-record.ts'
import type { ImportFile } from '../../imported-run.ts'
import { importFault } from '../../reading/import-fault.ts'
import { importedRecord } from '../../reading/imported-record.ts'
import { stampMs } from '../../reading/stamps.ts'
import type { K6Point } from './k6-points.ts'

interface K6Requests {
  /** In the order they were sent; instants in ns since the first was sent. */
  readonly records: readonly RequestRecord[]
  /** When the first was sent; null: there is none. */
  readonly startedAtMs: number | null
  /** When the last ended, ns since then. */
  readonly endAt: number
}

/** A record of each point of `http_req_duration`; throws import.malformed for a time that is none. */
export function k6Records(file: ImportFile, points: readonly K6Point[]): K6Requests {
  const ends = points.map(({ time }) => instantOf(file, time))
  const [first] = ends
  if (first === undefined) return { records: [], startedAtMs: null, endAt: 0 }
  // Differences of whole seconds are exact; nanoseconds since 1970 would not be.
  const spans = points.map((point, i) => {
    const doneAt = ((ends[i] as Instant).s - first.s) * NS_PER_S + (ends[i] as Instant).ns
    return { point, doneAt, sentAt: doneAt - msToNs(point.value) }
  })
  const startAt = spans.reduce((least, { sentAt }) => Math.min(least, sentAt), Number.POSITIVE_INFINITY)
  const inOrder = spans.toSorted((a, b) => a.sentAt - b.sentAt)
  const records = inOrder.map(({ point, sentAt, doneAt }, index) =>
    importedRecord({
      ...{ index, sentAt: sentAt - startAt, doneAt: doneAt - startAt },
      ...{ firstTokenAt: null, lastTokenAt: null, inputTokens: null, outputTokens: null },
      ...{ outcome: outcomeOf(point), httpStatus: statusOf(point) },
    }),
  )
  const endAt = spans.reduce((latest, { doneAt }) => Math.max(latest, doneAt), 0) - startAt
  return { records, startedAtMs: Math.floor((first.s * NS_PER_S + startAt) / NS_PER_MS), endAt }
}

interface Instant {
  readonly s: number
  readonly ns: number
}

/** `2026-11-22T10:00:00.123456789+01:00`, its fraction apart. */
function instantOf(file: ImportFile, time: string): Instant {
  const [, fraction = ''] = /\.(\d+)/.exec(time) ?? []
  const ms = stampMs(time.replace(/\.\d+/, ''))
  if (ms === null)
    throw importFault(file, { key: 'data.time', message: `expected a time, got ${JSON.stringify(time)}` })
  return { s: ms / (NS_PER_S / NS_PER_MS), ns: Number(fraction.slice(0, 9).padEnd(9, '0')) }
}

/** 0 stands for no answer at all. */
function statusOf({ tags }: K6Point): number | null {
  const status = Number(tags?.status ?? 0)
  return status > 0 ? status : null
}

/** As k6 judges it (`expected_response`), else by the status. */
function outcomeOf(point: K6Point): Outcome {
  const { tags } = point
  const status = statusOf(point)
  const expected = tags?.expected_response ?? String(status !== null && status < 400)
  if (expected === 'true') return { kind: 'ok' }
  const detail = tags?.error ?? tags?.error_code
  if (status === null) return { kind: 'connect', detail: detail ?? 'no answer; the file does not say why' }
  return { kind: 'http', detail: detail ?? `status ${status}` }
}
