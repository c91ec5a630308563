import type { RequestRecord } from '../core/request-record.ts'
import { nsToMs } from '../core/units.ts'
import { percentile, sortAscending } from '../stats/percentile.ts'
import type { MockLog } from './mock/mock-log.ts'

/** What the client measured minus what the server's own log says, in ms, request by request. */
export interface ClientError {
  /** Time to first token and end to end, both counted from the request (the server: from its arrival). */
  readonly ttftMs: number
  readonly e2eMs: number
  /** Every gap between tokens. */
  readonly itlMs: readonly number[]
  /** The server's arrival minus the client's `sentAt`, and the client's stamps minus the server's writes. */
  readonly outMs: number
  readonly backMs: readonly number[]
}

/** Joins records and log by the request's index, which its body carries as `user`. `originNs`: the client clock's zero. */
export function againstLog(
  records: readonly RequestRecord[],
  log: readonly MockLog[],
  originNs: number,
): ClientError[] {
  const byUser = new Map(log.map((entry) => [entry.user, entry]))
  return records.flatMap((record) => {
    const entry = byUser.get(String(record.index))
    const { sentAt, firstTokenAt, events } = record
    const [firstWrite] = entry?.tokenAt ?? []
    if (
      entry === undefined ||
      firstWrite === undefined ||
      entry.endedAt === null ||
      sentAt === null ||
      firstTokenAt === null
    )
      return []
    const at = [...events.at]
    return {
      ttftMs: nsToMs(firstTokenAt - sentAt - (firstWrite - entry.arrivedAt)),
      e2eMs: nsToMs(record.doneAt - sentAt - (entry.endedAt - entry.arrivedAt)),
      itlMs: at
        .slice(1)
        .map((time, i) =>
          nsToMs(time - (at[i] as number) - ((entry.tokenAt[i + 1] as number) - (entry.tokenAt[i] as number))),
        ),
      outMs: nsToMs(entry.arrivedAt - originNs - sentAt),
      backMs: at.map((time, i) => nsToMs(time + originNs - (entry.tokenAt[i] as number))),
    }
  })
}

/** Hyndman-Fan type 7 of a handful of numbers; NaN where there are none. */
export const quantileOf = (values: readonly number[], share: number): number =>
  percentile(sortAscending(values), share) ?? Number.NaN
