import { expect, test } from 'vitest'
import type { RunHeader } from '../../../../../src/core/run-header.ts'
import type { RunDocument } from '../../../../../src/metrics/run-document.ts'
import { liveProgress } from '../../../../../src/report/served/live-model.ts'

const header = (planned: RunHeader['planned']) => ({ startedAtMs: 1000, planned }) as RunHeader
const document = (requests: Partial<RunDocument['requests']>) =>
  ({ requests: { warmup: 0, completed: 0, failed: 0, ...requests } }) as RunDocument

test.each([
  [
    { requests: 300, durationNs: 60e9 },
    { completed: 96 },
    '12 s of about 60 s; 96 of 300 requests answered, none failed',
  ],
  [{ requests: null, durationNs: 60e9 }, { completed: 1 }, '12 s of about 60 s; 1 request answered, none failed'],
  [
    { requests: 2000, durationNs: null },
    { warmup: 20, completed: 1200, failed: 7 },
    '12 s; 1,227 of 2,000 requests answered (20 to warm up), 7 failed',
  ],
])('%j with %j reads %j', (planned, requests, line) => {
  expect(liveProgress(header(planned), document(requests), 13_000)).toBe(line)
})
