import { seededRng } from '../../src/core/rng.ts'
import type { RequestRecord } from '../../src/core/request-record.ts'
import type { ClientTelemetry, RunHeader } from '../../src/core/run-header.ts'
import { msToNs, sToNs } from '../../src/core/units.ts'
import { summarize } from '../../src/metrics/summarize.ts'
import type { ReasonCode } from '../../src/metrics/validity/reason.ts'
import { answered, runHeader } from './build-record.ts'
import { normal } from './series.ts'

/** A clean open-loop run: one request every 50 ms for 60 s, TTFT about 100 ms, everything as asked. */
export function clean(
  change: (record: RequestRecord, i: number) => RequestRecord = (record) => record,
  count = 1200,
): RequestRecord[] {
  const rng = seededRng('clean')
  return Array.from({ length: count }, (_, i) => {
    const from = 50 * i
    const first = from + 100 + 5 * normal(rng)
    return change(
      {
        ...answered({
          scheduledMs: from,
          arrivals: [
            [first, 1],
            [first + 90, 9],
          ],
        }),
        index: i,
      },
      i,
    )
  })
}

/** The stamp and the reasons of a run of one minute. */
export function judged(records: readonly RequestRecord[], header: Partial<RunHeader> = {}) {
  const { status, reasons } = summarize(runHeader({ window: { startAt: 0, endAt: sToNs(60.3) }, ...header }), records)
  const found = (code: ReasonCode) => reasons.find((reason) => reason.code === code)
  for (const reason of reasons) provoked.add(reason.code)
  return { status, codes: reasons.map(({ code }) => code), found }
}

/** Every reason that `judged` has met. */
export const provoked = new Set<ReasonCode>()
/** A header whose client fared so. */
export const client = (fields: Partial<ClientTelemetry>): Partial<RunHeader> => ({
  client: { ...(runHeader().client as ClientTelemetry), ...fields },
})
export const delayed = (p99: number) => client({ eventLoopDelayNs: { p50: 0, p99: msToNs(p99), max: msToNs(p99) } })
export const readLate = (p99: number) => client({ readLagNs: { p50: 0, p99: msToNs(p99), max: msToNs(90) } })
/** Moves the sending, and all that follows, later. */
export const sentLate = (record: RequestRecord, ms: number): RequestRecord => {
  const later = (at: number | null) => (at === null ? null : at + msToNs(ms))
  const moved = {
    sentAt: later(record.sentAt),
    firstTokenAt: later(record.firstTokenAt),
    lastTokenAt: later(record.lastTokenAt),
  }
  return { ...record, ...moved, doneAt: record.doneAt + msToNs(ms) }
}
