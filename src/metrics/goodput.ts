/**
 * Whether a request met the service levels of its class. A request that failed, timed out, was refused or cancelled met none
 * (DistServe, OSDI 2024, counts goodput the same way). With no level set, every completed request counts as good.
 *
 * ttft and e2e are judged from the scheduled time. Where the first token was not seen (answers that are not streamed), the
 * whole answer's arrival stands for it: the token was there by then, and no level is met on a guess. tpot and itl hold of
 * themselves for an answer without a later token; itl is the longest single wait for a token, not an average.
 */
import type { RequestRecord } from '../core/request-record.ts'
import type { Slo, SloByClass } from '../core/run-header.ts'
import { e2eNs, tpotNs, ttftNs } from './request-times.ts'
import { longestTokenGapNs } from './token-gaps.ts'

const observed: { readonly [K in keyof Required<Slo>]: (r: RequestRecord) => number | null } = {
  ttftNs: (r) => ttftNs(r) ?? e2eNs(r),
  tpotNs,
  itlNs: (r) => longestTokenGapNs(r.events),
  e2eNs,
}

const levels = Object.keys(observed) as readonly (keyof Slo)[]

/** The levels of `slo` that the request missed, every one of them when it did not complete. */
export function missedLevels(record: RequestRecord, slo: Slo): readonly (keyof Slo)[] {
  const set = levels.filter((level) => slo[level] !== undefined)
  if (record.outcome.kind !== 'ok') return set
  return set.filter((level) => {
    const value = observed[level](record)
    return value !== null && value > (slo[level] as number)
  })
}

/** Completed and within every level of its class. */
export function isGood(record: RequestRecord, slo: SloByClass): boolean {
  return record.outcome.kind === 'ok' && missedLevels(record, slo[record.className] ?? {}).length === 0
}
