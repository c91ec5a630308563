import { afterAll, beforeAll } from 'vitest'
import type { RequestRecord } from '../../src/core/request-record.ts'
import { type LoadCase, type LoadResult, loadAgainst } from '../../src/cli/pipeline/selftest/load-against.ts'
import type { MockLog } from '../../src/selftest/mock/mock-log.ts'
import { type MockServer, startMockServer } from '../../src/selftest/mock/mock-server-process.ts'

/** A mock server for one test file, and loads against it. */
export function mockLoad() {
  let mock: MockServer
  beforeAll(async () => {
    mock = await startMockServer()
  })
  afterAll(() => mock.close())
  return {
    /** Four users, eight requests, unless the case says otherwise. */
    load: (changes: Partial<LoadCase> & Pick<LoadCase, 'model'>): Promise<LoadResult> =>
      loadAgainst({ url: mock.url, arrival: users(4), requests: 8, rehearse: false, ...changes }),
    /** The server's log after its first `before` lines. */
    logSince: async (before: number): Promise<MockLog[]> => (await mock.log()).slice(before),
  }
}

export const users = (count: number, thinkTimeNs = 0) =>
  ({ process: 'concurrency', users: count, thinkTimeNs }) as const
export const constant = (ratePerSecond: number) => ({ process: 'constant', ratePerSecond }) as const
export const kinds = (records: readonly RequestRecord[]) => new Set(records.map(({ outcome }) => outcome.kind))
export const sum = (tokens: Uint32Array) => tokens.reduce((a, b) => a + b, 0)
