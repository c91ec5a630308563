import type { RequestRecord } from '../../core/request-record.ts'
import { msToNs } from '../../core/units.ts'

/** Stamps of several threads may differ by less: no clock that runs on is blamed for it. */
const slackNs = msToNs(1)

/** Whether anything of a request is stamped earlier than what came before it: an answer before its request, a token before the last one. */
export function runsBackwards(record: RequestRecord): boolean {
  const { sentAt, headersAt, firstChunkAt, firstTokenAt, lastTokenAt, doneAt } = record
  return isFalling([sentAt, headersAt, firstChunkAt, firstTokenAt, lastTokenAt, doneAt]) || isFalling(record.events.at)
}

function isFalling(instants: ArrayLike<number | null>): boolean {
  let latest = Number.NEGATIVE_INFINITY
  for (let i = 0; i < instants.length; i++) {
    const at = instants[i] ?? null
    if (at === null) continue
    if (at < latest - slackNs) return true
    latest = Math.max(latest, at)
  }
  return false
}
