/** Durations of one request (ns), null where an end of the interval was not observed. Definitions: DESIGN section 3. */
import type { RequestRecord } from '../core/request-record.ts'
import { firstArrivalTokens } from './token-gaps.ts'

const between = (from: number | null, to: number | null) => (from === null || to === null ? null : to - from)

/** From the moment the arrival process wanted it, so a late send cannot hide the wait (no coordinated omission). */
export const ttftNs = (r: RequestRecord) => between(r.scheduledAt, r.firstTokenAt)
export const ttftServiceNs = (r: RequestRecord) => between(r.sentAt, r.firstTokenAt)
export const ttpNs = (r: RequestRecord) => between(r.scheduledAt, r.firstVisibleAt)
export const e2eNs = (r: RequestRecord) => between(r.scheduledAt, r.doneAt)
export const e2eServiceNs = (r: RequestRecord) => between(r.sentAt, r.doneAt)
export const sendLagNs = (r: RequestRecord) => between(r.scheduledAt, r.sentAt)

/** Output tokens that came after the first arrival (one token, where an import tells when it came and not what); null where the count is unknown. */
export function laterTokens(r: RequestRecord): number | null {
  const first = r.events.at.length === 0 && r.firstTokenAt !== null ? 1 : firstArrivalTokens(r.events)
  return r.outputTokens === null ? null : Math.max(0, r.outputTokens - first)
}

/** From the first to the last token: the time spent decoding as the reader sees it; null where no token was seen. */
export const decodeNs = (r: RequestRecord) => between(r.firstTokenAt, r.lastTokenAt)

/** Decode time per later token; null for an answer that came in one piece, which has no pace. */
export function tpotNs(r: RequestRecord): number | null {
  const spentNs = decodeNs(r)
  const tokens = laterTokens(r)
  return spentNs === null || tokens === null || tokens === 0 ? null : spentNs / tokens
}
