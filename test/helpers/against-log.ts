import type { RequestRecord } from '../../src/core/request-record.ts'
import type { MockLog } from '../../src/selftest/mock/mock-log.ts'

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
    const ms = (ns: number) => ns / 1e6
    const at = [...events.at]
    return {
      ttftMs: ms(firstTokenAt - sentAt - (firstWrite - entry.arrivedAt)),
      e2eMs: ms(record.doneAt - sentAt - (entry.endedAt - entry.arrivedAt)),
      itlMs: at
        .slice(1)
        .map((time, i) =>
          ms(time - (at[i] as number) - ((entry.tokenAt[i + 1] as number) - (entry.tokenAt[i] as number))),
        ),
      outMs: ms(entry.arrivedAt - originNs - sentAt),
      backMs: at.map((time, i) => ms(time + originNs - (entry.tokenAt[i] as number))),
    }
  })
}

/** Hyndman-Fan type 7, for tests and scripts that judge a handful of numbers. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const place = (sorted.length - 1) * share
  const low = sorted[Math.floor(place)] as number
  return low + (place - Math.floor(place)) * ((sorted[Math.ceil(place)] as number) - low)
}
