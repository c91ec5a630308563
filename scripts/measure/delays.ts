import { processClock } from '../../src/core/clock.ts'
import { againstLog } from '../../src/selftest/against-log.ts'
import { loadAgainst } from '../../src/cli/pipeline/selftest/load-against.ts'
import type { MockServer } from '../../src/selftest/mock/mock-server-process.ts'

/** What the client saw later than the server's own log says, ms: first tokens since the request left, and every event since it was written. */
export interface Delays {
  readonly ttft: readonly number[]
  readonly event: readonly number[]
}

const model = 'mock-ttft20-itl5-n32'
const arrival = { process: 'constant', ratePerSecond: 60 } as const

/** One load of so many requests by way of `url`. */
export async function delaysOf(url: string, mock: MockServer, requests: number): Promise<Delays> {
  const before = (await mock.log()).length
  const clock = processClock()
  const load = { url, model, clock, arrival, requests, outputTokens: 32, rehearse: false }
  const { records } = await loadAgainst(load)
  const errors = againstLog(records, (await mock.log()).slice(before), Number(clock.originNs))
  return {
    ttft: errors.map(({ outMs, backMs }) => outMs + (backMs[0] as number)),
    event: errors.flatMap(({ backMs }) => backMs),
  }
}
