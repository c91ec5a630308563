/** What the relay of the addon tells of the connections that it carries; the numbers are those of src/clients/native/relay/traffic_log.h. */
export const traffic = {
  ...{ opened: 0, request: 1, answer: 2, answersEnd: 3, left: 4, gone: 5, refused: 6, unseen: 7, stopped: 8 },
} as const

/** Numbers that each thing is told in. */
const factsEach = 4

/** One thing that happened on a connection. */
export interface TrafficEvent {
  readonly what: number
  readonly connection: number
  /** Of the clock that the relay was made with, ns. */
  readonly at: number
  /**
   * Of a refusal: the errno, 0 where the upstream has no address. Of the end of a connection that was given up as unseen: the requests
   * that it carried since.
   */
  readonly number: number
  /** Of a request or an answer: what was read; borrowed. */
  readonly bytes: Buffer
}

const nothing = Buffer.alloc(0)

/** A batch in the order in which it happened. */
export function* trafficEvents(facts: Float64Array, all: Uint8Array): Generator<TrafficEvent> {
  const bytes = Buffer.from(all.buffer, all.byteOffset, all.byteLength)
  let from = 0
  for (let i = 0; i + factsEach <= facts.length; i += factsEach) {
    const [what = 0, connection = 0, at = 0, number = 0] = facts.subarray(i, i + factsEach)
    const hasBytes = what === traffic.request || what === traffic.answer
    const to = hasBytes ? from + number : from
    yield { what, connection, at, number, bytes: hasBytes ? bytes.subarray(from, to) : nothing }
    from = to
  }
}
