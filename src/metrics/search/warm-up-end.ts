/** Finds the end of a run's warm-up in what it measured (`warmup: auto`). */
import type { RequestRecord } from '../../core/request-record.ts'
import { mserTruncation } from '../../stats/mser.ts'
import { e2eNs, ttftNs } from '../request-times.ts'

export interface WarmUpEnd {
  /** Scheduled time of the first request that counts, ns since run start. */
  readonly at: number
  /** Requests before it. */
  readonly requests: number
  /** False: the waits did not settle within the first half, which is all that is left out. */
  readonly settled: boolean
}

/** By TTFT in order of schedule (E2E where no first token was seen); null for fewer than 50 answers. Reads the records once. */
export function warmUpEnd(records: Iterable<RequestRecord>): WarmUpEnd | null {
  const scheduled: number[] = []
  const waits: { readonly at: number; readonly ttft: number | null; readonly e2e: number }[] = []
  for (const record of records) {
    scheduled.push(record.scheduledAt)
    const e2e = e2eNs(record)
    if (record.outcome.kind === 'ok' && e2e !== null) waits.push({ at: record.scheduledAt, ttft: ttftNs(record), e2e })
  }
  waits.sort((a, b) => a.at - b.at)
  const isStreamed = waits.every(({ ttft }) => ttft !== null)
  const found = mserTruncation(waits.map(({ ttft, e2e }) => (isStreamed ? (ttft as number) : e2e)))
  const first = found === null ? undefined : waits[found.cut]
  if (found === null || first === undefined) return null
  if (found.cut === 0) return { at: 0, requests: 0, settled: found.settled }
  return { at: first.at, requests: scheduled.filter((at) => at < first.at).length, settled: found.settled }
}
